-- A matter: what several publications are the steps of, from the decision to
-- its result.
-- +goose Up
alter table publication add column matter text not null default '';
create index publication_matter on publication (agency, matter, published_at desc, id desc) where matter <> '';
-- +goose Down
drop index publication_matter;
alter table publication drop column matter;
