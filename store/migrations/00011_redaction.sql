-- The boxes drawn on an original, before a copy is made: work in progress, so
-- that nothing drawn is lost and a colleague can go on.
-- +goose Up
create table redaction (
  request  integer not null,
  original text not null,
  boxes    text not null,
  actor    text not null,
  saved_at bigint not null,
  stamp    bigint not null,
  primary key (request, original)
);
-- +goose Down
drop table redaction;
