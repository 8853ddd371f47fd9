-- Publishing: the category tree, drafts, what is public, and its counts.
-- +goose Up
create table category (
  code     text primary key,
  parent   text not null,
  name     text not null,
  english  text not null,
  article  text not null,
  owner    text not null,
  position integer not null
);

create table topic (
  code       text primary key,
  name       text not null,
  english    text not null,
  categories text not null,
  position   integer not null
);

create table obligation (
  code     text primary key,
  area     text not null,
  name     text not null,
  english  text not null,
  category text not null,
  levels   text not null,
  period   text not null,
  position integer not null
);

create table draft (
  id            integer primary key,
  agency        text not null,
  publication   integer not null,
  state         text not null,
  drafter       text not null,
  title         text not null,
  issued_on     integer not null,
  content       text not null,
  attribute     text not null,
  ground        text not null,
  reason        text not null,
  reexamine_on  integer not null,
  consultations text not null,
  author        text not null,
  writers       text not null,
  cleared       text not null,
  signer        text not null,
  returned      text not null,
  publish_at    bigint not null,
  change        text not null,
  started_at    bigint not null,
  stamp         bigint not null
);
create index draft_agency on draft (agency, state, id);
create index draft_drafter on draft (drafter, id);
create index draft_publish_at on draft (publish_at) where state = 'scheduled';
create unique index draft_revision on draft (publication)
  where publication <> 0 and state in ('drafting', 'reviewing', 'signing', 'scheduled');

create table consultation (
  draft  integer not null,
  agency text not null,
  due_on integer not null,
  primary key (agency, draft)
);
create index consultation_draft on consultation (draft);

create table publication (
  id               integer primary key,
  index_number     text not null,
  agency           text not null,
  category         text not null,
  title            text not null,
  number           text not null,
  number_key       text not null,
  issued_on        integer not null,
  published_at     bigint not null,
  body             text not null,
  keywords         text not null,
  stage            text not null,
  normative        boolean not null,
  validity         text not null,
  channels         integer not null,
  attachments      text not null,
  version          integer not null,
  version_at       bigint not null,
  change           text not null,
  withdrawn_at     bigint not null,
  withdrawn_reason text not null,
  successor        text not null,
  drafter          text not null,
  cleared          text not null,
  signer           text not null,
  voucher          text not null,
  run              integer not null,
  source           text not null,
  source_key       text not null,
  stamp            bigint not null
);
create unique index publication_index_number on publication (index_number);
create index publication_time on publication (published_at, id) where withdrawn_at = 0;
create index publication_agency on publication (agency, published_at, id) where withdrawn_at = 0;
create index publication_category on publication (category, published_at, id) where withdrawn_at = 0;
create index publication_agency_category on publication (agency, category, published_at, id) where withdrawn_at = 0;
create index publication_number on publication (number_key, id) where number_key <> '';
create index publication_normative on publication (published_at, id) where normative and withdrawn_at = 0;
create index publication_gazette on publication (published_at, id) where channels & 2 <> 0 and withdrawn_at = 0;
create index publication_social on publication (published_at, id) where channels & 4 <> 0 and withdrawn_at = 0;
create index publication_other on publication (published_at, id) where channels & 8 <> 0 and withdrawn_at = 0;
create index publication_agency_normative on publication (agency, published_at, id) where normative and withdrawn_at = 0;
create index publication_agency_gazette on publication (agency, published_at, id) where channels & 2 <> 0 and withdrawn_at = 0;
create index publication_agency_social on publication (agency, published_at, id) where channels & 4 <> 0 and withdrawn_at = 0;
create index publication_agency_other on publication (agency, published_at, id) where channels & 8 <> 0 and withdrawn_at = 0;
create index publication_category_normative on publication (category, published_at, id) where normative and withdrawn_at = 0;
create index publication_category_gazette on publication (category, published_at, id) where channels & 2 <> 0 and withdrawn_at = 0;
create index publication_category_social on publication (category, published_at, id) where channels & 4 <> 0 and withdrawn_at = 0;
create index publication_category_other on publication (category, published_at, id) where channels & 8 <> 0 and withdrawn_at = 0;
create index publication_run on publication (run, id) where run <> 0;
create unique index publication_source_key on publication (source_key) where source_key <> '';
create index publication_source on publication (source) where source <> '';

create table publication_version (
  publication integer not null,
  number      integer not null,
  at          bigint not null,
  change      text not null,
  content     text not null,
  primary key (publication, number)
);

create table channel_record (
  publication integer not null,
  channel     integer not null,
  at          bigint not null,
  address     text not null,
  login       text not null,
  primary key (publication, channel, at, address)
);

create table tally (
  agency    text not null,
  category  text not null,
  year      integer not null,
  n         bigint not null,
  website   bigint not null,
  gazette   bigint not null,
  social    bigint not null,
  other     bigint not null,
  normative bigint not null,
  primary key (agency, category, year)
);

create table hit (
  publication integer primary key,
  n           bigint not null
);
-- +goose Down
