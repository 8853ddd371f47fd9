-- The words inside attachments, read once for each file by its hash, so that
-- they can be searched. An effect of what became public and no act: all of it
-- can be thrown away and read again. bytea is how PostgreSQL calls bytes; to
-- SQLite the name of a type says nothing.
-- +goose Up
create table reading (
  sha256     text primary key,
  name       text not null,
  type       text not null,
  size       bigint not null,
  state      text not null,
  pages      integer not null,
  note       text not null,
  attempts   integer not null,
  wanted_at  bigint not null,
  next_at    bigint not null,
  read_at    bigint not null,
  lease      bigint not null,
  held_until bigint not null
);
create index reading_waiting on reading (wanted_at, sha256) where state = 'waiting';
create index reading_state on reading (state);

-- A page of a file, packed.
create table reading_page (
  sha256 text not null,
  page   integer not null,
  name   text not null,
  text   bytea not null,
  primary key (sha256, page)
);

-- Which public publications carry a file, and from which mark on its words
-- belong to them; 0 while it has none.
create table reading_use (
  sha256      text not null,
  publication integer not null,
  mark        bigint not null,
  primary key (publication, sha256)
);
create index reading_use_file on reading_use (sha256, publication);
create index reading_use_mark on reading_use (mark, publication) where mark > 0;
-- +goose Down
