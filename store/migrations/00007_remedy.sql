-- Remedies: complaints, reconsiderations, suits and orders to put right, one row each.
-- +goose Up
create table remedy (
  kind          text not null,
  id            bigint not null,
  state         text not null,
  agency        text not null,
  handler       text not null,
  about         text not null,
  decision      text not null,
  ground        text not null,
  clerk         text not null,
  year          integer not null,
  received_on   integer not null,
  due_on        integer not null,
  route         text not null,
  result        text not null,
  outcome       text not null,
  closed_on     integer not null,
  satisfied     integer not null,
  again         boolean not null,
  subject       text not null,
  facts         text not null,
  registered_at bigint not null,
  registered_by text not null,
  stamp         bigint not null,
  primary key (kind, id)
);
create index remedy_time on remedy (id, kind);
create index remedy_agency on remedy (agency, id, kind);
create index remedy_handler on remedy (handler, id, kind);
create index remedy_about on remedy (about, id, kind) where about <> '';
create index remedy_due on remedy (due_on, id, kind) where state <> 'closed';
create index remedy_again on remedy (id, kind) where again;
create index remedy_count on remedy (kind, year, outcome, state, agency, handler, decision, ground, route);
-- +goose Down
