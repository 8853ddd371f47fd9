-- The index of words in blocks of requests, a row for each pair of letters and
-- block instead of one for each pair and request; and the requests that are
-- not in it yet. Those of a record that is older are read into it when it is
-- opened.
-- +goose Up
drop table request_gram;
create table request_pair (
  -- Two letters that follow each other in the words of a request, or a line
  -- break and the code of the agency that has it.
  pair   text not null,
  -- The number of the request, divided by how many are in a block.
  block  integer not null,
  -- Which request of the block, and where in its words: four letters each.
  places text not null,
  primary key (pair, block)
);
create table request_unread (
  request integer primary key
);
insert into request_unread select id from request;
