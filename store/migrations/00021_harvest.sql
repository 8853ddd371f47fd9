-- Who follows everything: publications by when the record of them last changed
-- here, deletions too, and the old addresses of sites that were taken over.
-- +goose Up
alter table publication add column changed_at bigint not null default 0;
update publication set changed_at = case
  when withdrawn_at <> 0 then withdrawn_at
  when run <> 0 and version = 1 then coalesce((select started_at from import_run where import_run.id = publication.run), version_at)
  else version_at end;
-- Partial, though all rows are in them, so that no other query is answered from them.
create index publication_changed on publication (changed_at, id) where changed_at <> 0;
create index publication_agency_changed on publication (agency, changed_at, id) where changed_at <> 0;

-- Feeds tell of new versions and of withdrawals besides; both are few.
create index publication_revised on publication (version_at, id) where version > 1 and withdrawn_at = 0;
create index publication_agency_revised on publication (agency, version_at, id) where version > 1 and withdrawn_at = 0;
create index publication_category_revised on publication (category, version_at, id) where version > 1 and withdrawn_at = 0;
create index publication_normative_revised on publication (version_at, id) where version > 1 and normative and withdrawn_at = 0;
create index publication_withdrawn on publication (withdrawn_at, id) where withdrawn_at <> 0;
create index publication_agency_withdrawn on publication (agency, withdrawn_at, id) where withdrawn_at <> 0;
create index publication_category_withdrawn on publication (category, withdrawn_at, id) where withdrawn_at <> 0;
create index publication_normative_withdrawn on publication (withdrawn_at, id) where normative and withdrawn_at <> 0;

-- An old address without its scheme, host first ("" for any host of the city's),
-- and the path here to which it leads for good.
create table old_address (
  address text primary key,
  target  text not null,
  run     integer not null
);
create index old_address_target on old_address (target);
create index old_address_run on old_address (run, address);
-- +goose Down
