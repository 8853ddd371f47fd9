-- Who drafted, reviewed and signed the contested decision: the corrected rate is told by stage.
-- +goose Up
alter table remedy add column drafter text not null default '';
alter table remedy add column reviewer text not null default '';
alter table remedy add column signer text not null default '';
create index remedy_clerk on remedy (clerk, id, kind) where state <> 'closed';
-- +goose Down
