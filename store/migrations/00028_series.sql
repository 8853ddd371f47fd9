-- Document numbers: why some of a series were never published, and an index
-- from which the numbers of a year are read with all that is counted of them.
-- +goose Up
create table series_note (
  prefix text not null,
  year   integer not null,
  first  integer not null,
  last   integer not null,
  why    text not null,
  ground text not null,
  note   text not null,
  agency text not null,
  login  text not null,
  at     bigint not null,
  primary key (prefix, year, first)
);
create index series_note_year on series_note (year, prefix, first);

create index publication_series on publication (number_key, id, index_number, agency, issued_on, published_at, withdrawn_at)
  where number_key <> '';
-- +goose Down
