-- The requests of an applicant, by year of filing: whoever files writes to the
-- part of the index that is of this year, not anywhere among all years.
-- +goose Up
drop index request_applicant;
create index request_applicant on request ((id / 1000000), applicant_key, id);
-- +goose Down
drop index request_applicant;
create index request_applicant on request (applicant_key, id);
