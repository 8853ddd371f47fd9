-- Which cases answer an earlier one again by order: so far it could only be
-- told from their fingerprint, or from the dossier of the earlier one.
-- +goose Up
alter table request add column ordered boolean not null default false;
update request set ordered = true where previous <> 0 and (fingerprint like '%/%' or exists (
  select 1 from request o where o.id = request.previous
    and (o.dossier like '%"next":' || request.id || ',%' or o.dossier like '%"next":' || request.id || '}%')));
-- +goose Down
