-- A single letter is looked for as the first of an applicant's name, which is
-- where the words of a request begin: pairs of letters do not find it.
-- +goose Up
create index request_initial on request (substr(words, 1, 1), id, class, agency);
