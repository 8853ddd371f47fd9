-- The library of norms: how each rule and normative document stands in time.
-- Its title, number, issuer and text are the publication's. Days are as in
-- publication; 2147483647 is a day that is not known to come.
-- +goose Up
create table norm (
  publication  integer primary key,
  registered   text not null,
  effective_on integer not null,
  expires_on   integer not null,
  -- '' where nothing is known but what the publication says of its validity
  events       text not null,
  -- from here on everything follows from what stands before and the publication
  starts_on    integer not null,
  amends_on    integer not null,
  ends_on      integer not null,
  end_status   text not null,
  last_on      integer not null,
  changes_on   integer not null,
  stamp        bigint not null
);
insert into norm (publication, registered, effective_on, expires_on, events, starts_on, amends_on, ends_on, end_status, last_on, changes_on, stamp)
select id, '', -2147483648, -2147483648, '', issued_on,
  case when validity = 'amended' then -2147483648 else 2147483647 end,
  case when validity in ('repealed', 'expired') then ended_on else 2147483647 end,
  case when validity in ('repealed', 'expired') then validity else '' end,
  -2147483648, 2147483647, 1
from publication where normative or category = 'A0102';
create unique index norm_registered on norm (registered) where registered <> '';
create index norm_changes on norm (changes_on, publication) where changes_on < 2147483647;
create index norm_last on norm (last_on, publication) where last_on > -2147483648 and ends_on = last_on + 1;

-- What a document did to norms, so that it is found from the other side.
create table norm_source (
  publication integer not null,
  serial      integer not null,
  kind        text not null,
  on_day      integer not null,
  source      text not null,
  primary key (publication, serial)
);
create index norm_source_source on norm_source (source, on_day, publication);

create table norm_wording (
  publication integer not null,
  serial      integer not null,
  body        text not null,
  primary key (publication, serial)
);

create table campaign (
  id        integer primary key,
  title     text not null,
  agency    text not null,
  before_on integer not null,
  opened_at bigint not null,
  due_on    integer not null,
  closed_at bigint not null,
  ends_on   integer not null,
  result    text not null,
  stamp     bigint not null
);
create index campaign_result on campaign (result) where result <> '';

create table campaign_item (
  campaign    integer not null,
  publication integer not null,
  agency      text not null,
  choice      text not null,
  reason      text not null,
  login       text not null,
  at          bigint not null,
  primary key (campaign, publication)
);
create index campaign_item_agency on campaign_item (agency, campaign, choice);
create index campaign_item_publication on campaign_item (publication, campaign);
-- +goose Down
