-- A password given by somebody else: its person changes it before anything else.
-- +goose Up
alter table account add column first_password boolean not null default false;
-- +goose Down
