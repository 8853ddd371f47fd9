-- Annual reports, one row for each agency and year. Its signed editions lie in
-- the blob store under their hashes.
-- +goose Up
create table report (
  agency       text not null,
  year         integer not null,
  form         text not null,
  state        text not null,
  due_on       integer not null,
  submitted_at bigint not null,
  published_at bigint not null,
  editions     integer not null,
  public       integer not null,
  facts        text not null,
  stamp        bigint not null,
  primary key (agency, year)
);
create index report_year on report (year, state, agency);
-- +goose Down
drop table report;
