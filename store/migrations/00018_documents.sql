-- What the annual report counts of publications beside their number: Weibo and
-- WeChat apart, the day on which a document ceased, and which policy a piece
-- explains. Of what went out before, nobody knows on which of the two it did.
-- +goose Up
alter table publication add column ended_on integer not null default -2147483648;
alter table publication add column interprets text not null default '';
alter table publication add column interprets_key text not null default '';

alter table tally add column weibo bigint not null default 0;
alter table tally add column wechat bigint not null default 0;
alter table tally add column social_untold bigint not null default 0;
update tally set social_untold = social where social <> 0;

-- Rules and normative documents with all that is counted of them.
create index publication_document on publication (issued_on, id, agency, normative, category, validity, ended_on, published_at)
  where withdrawn_at = 0 and (normative or category = 'A0102');
-- The pieces that explain a policy, by the policy and by when they came out.
create index publication_interprets on publication (interprets_key, published_at, id) where interprets_key <> '';
create index publication_interpreted on publication (published_at, id, agency) where interprets_key <> '' and withdrawn_at = 0;
-- What went out elsewhere than on the website alone.
create index publication_beside on publication (published_at, id, agency, channels) where channels <> 1 and withdrawn_at = 0;
-- +goose Down
