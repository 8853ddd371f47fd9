-- The gazette: how many issues each year has, the issues with their contents.
-- Their words and files are their publications'. Days are as in publication.
-- +goose Up
create table gazette_year (
  year   integer primary key,
  issues integer not null,
  source text not null,
  agency text not null,
  stamp  bigint not null
);

create table gazette_issue (
  year        integer not null,
  no          integer not null,
  -- the last number of a combined issue; no for one by itself
  through     integer not null,
  whole       integer not null,
  dated_on    integer not null,
  pages       integer not null,
  state       text not null,
  agency      text not null,
  -- 0 unless it can be read
  publication integer not null,
  before      integer not null,
  articles    integer not null,
  -- the highest serial an article of it ever had
  last        integer not null,
  reason      text not null,
  stamp       bigint not null,
  primary key (year, no)
);
create unique index gazette_issue_publication on gazette_issue (publication) where publication <> 0;

create table gazette_article (
  year         integer not null,
  no           integer not null,
  serial       integer not null,
  place        integer not null,
  section      text not null,
  title        text not null,
  number       text not null,
  number_key   text not null,
  first        integer not null,
  last         integer not null,
  -- the publication it prints, where somebody said so
  index_number text not null,
  primary key (year, no, serial)
);
create index gazette_article_index on gazette_article (index_number, year, no, serial) where index_number <> '';
create index gazette_article_number on gazette_article (number_key, year, no, serial) where index_number = '' and number_key <> '';
create index gazette_article_title on gazette_article (title, year, no, serial) where index_number = '' and number_key = '';
-- +goose Down
