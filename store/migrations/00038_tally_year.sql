-- What each agency has of a year, or of all: beside the numbers of all the other
-- years that the key holds between them.
-- +goose Up
create index request_tally_year on request_tally (year, agency);
-- +goose Down
drop index request_tally_year;
