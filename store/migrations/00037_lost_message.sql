-- The messages by SMS a provider reports as lost, which the outbox lists for
-- whoever sends them anew: few among many reports.
-- +goose Up
create index mail_report_lost on mail_report (mail) where tray = 0 and kind = 'failed';
-- +goose Down
drop index mail_report_lost;
