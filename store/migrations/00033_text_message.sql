-- News by SMS beside news by mail, through the same outbox; and what the other
-- side reports of a mail: that it came back, arrived, was read.
-- +goose Up
alter table outbox add column channel text not null default 'mail';
alter table outbox add column wants_receipt boolean not null default false;
drop index outbox_due;
create index outbox_due on outbox (channel, next_at, id) where state = 'waiting';

create table mail_report (
  mail        bigint not null,
  tray        bigint not null,
  kind        text not null,
  who         text not null,
  by_hand     boolean not null,
  reported_at bigint not null
);
create unique index mail_report_once on mail_report (mail, tray, kind);
create index mail_report_tray on mail_report (tray);
-- +goose Down
drop table mail_report;
drop index outbox_due;
alter table outbox drop column wants_receipt;
alter table outbox drop column channel;
create index outbox_due on outbox (next_at, id) where state = 'waiting';
