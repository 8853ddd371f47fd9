-- Searches followed by e-mail. The address stands here and nowhere else, and is
-- deleted with its row; messages to it hold neither address nor words
-- (unlisted), which are put in when they are sent.
-- +goose Up
create table subscription (
  id           integer primary key,
  email        text not null,
  search       text not null,
  often        text not null,
  state        text not null,
  citizen      bigint not null,
  seed         text not null,
  confirm_sum  text not null,
  key_sum      text not null,
  asked_at     bigint not null,
  confirmed_at bigint not null,
  told         bigint not null,
  next_at      bigint not null,
  letters      integer not null,
  stamp        bigint not null
);
create unique index subscription_same on subscription (email, search, citizen);
create unique index subscription_key on subscription (key_sum);
create unique index subscription_confirm on subscription (confirm_sum) where confirm_sum <> '';
create index subscription_due on subscription (next_at, id) where state = 'active';
create index subscription_asked on subscription (asked_at) where state = 'waiting';
create index subscription_citizen on subscription (citizen, id) where citizen <> 0;

-- How often an address was written to, and a client asked, of late: both by a
-- keyed hash, for a day.
create table subscription_pace (
  who text not null,
  at  bigint not null
);
create index subscription_pace_who on subscription_pace (who, at);
create index subscription_pace_at on subscription_pace (at);

alter table outbox add column unlisted boolean not null default false;
create index outbox_unlisted on outbox (posted_at) where unlisted;
-- +goose Down
