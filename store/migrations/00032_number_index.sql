-- Numbers are looked up in publication_series, which begins with the same two
-- columns: one tree less that every numbered record writes to out of order.
-- +goose Up
drop index publication_number;
-- +goose Down
create index publication_number on publication (number_key, id) where number_key <> '';
