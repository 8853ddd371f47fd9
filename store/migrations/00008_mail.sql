-- Mail: what is to be sent, one message for one fact, and what came in. Both
-- are effects of the record and no acts; what an official does with them is.
-- +goose Up
create table mail_thread (
  thing  text primary key,
  token  text not null,
  agency text not null
);
create unique index mail_thread_token on mail_thread (token);

create table outbox (
  id          integer primary key,
  fact        text not null,
  thing       text not null,
  agency      text not null,
  recipient   text not null,
  subject     text not null,
  body        text not null,
  attachments text not null,
  message_id  text not null,
  state       text not null,
  attempts    integer not null,
  posted_at   bigint not null,
  next_at     bigint not null,
  sent_at     bigint not null,
  last_error  text not null,
  lease       bigint not null,
  held_until  bigint not null
);
create unique index outbox_fact on outbox (fact);
create unique index outbox_message_id on outbox (message_id);
create index outbox_due on outbox (next_at, id) where state = 'waiting';
create index outbox_state on outbox (state, id);
create index outbox_agency on outbox (agency, state, id);
create index outbox_thing on outbox (thing, id);
create index outbox_recipient on outbox (recipient, id);

create table tray (
  id          integer primary key,
  mailbox     text not null,
  raw         text not null,
  agency      text not null,
  thing       text not null,
  state       text not null,
  sender      text not null,
  sender_name text not null,
  subject     text not null,
  body        text not null,
  attachments text not null,
  note        text not null,
  message_id  text not null,
  received_at bigint not null,
  stamp       bigint not null
);
create unique index tray_raw on tray (mailbox, raw);
create index tray_state on tray (state, id);
create index tray_agency on tray (agency, state, id);
create index tray_thing on tray (thing, id) where thing <> '';

create table mail_seen (
  mailbox  text primary key,
  validity bigint not null,
  uid      bigint not null
);

alter table account add column email text not null default '';
-- +goose Down
