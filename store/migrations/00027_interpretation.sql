-- Interpretations: of what kind a piece is, how a policy is to be explained or
-- why it is not. Policies published before have no plan and need none.
-- +goose Up
alter table publication add column piece text not null default '';
alter table draft add column plan text not null default '{}';

create table interpretation_plan (
  publication integer primary key,
  agency      text not null,
  kind        text not null,
  drafter     text not null,
  due_on      integer not null,
  exempt      text not null,
  login       text not null
);
create index interpretation_plan_due on interpretation_plan (due_on, publication) where exempt = '';
create index interpretation_plan_agency on interpretation_plan (agency, publication);
-- +goose Down
