package store

import (
	"context"
	"database/sql"
	"fmt"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/norm"
)

// Campaigns is every clean-up of norms, the last opened first.
func (r Reader) Campaigns(ctx context.Context) ([]norm.Campaign, error) {
	return r.campaigns(ctx, `order by id desc`)
}

// Campaign is one clean-up. Errors: [ErrNotFound].
func (r Reader) Campaign(ctx context.Context, id int64) (norm.Campaign, error) {
	return only(r.campaigns(ctx, `where id = $1`, id))
}

func (r Reader) campaigns(ctx context.Context, where string, args ...any) ([]norm.Campaign, error) {
	var list []norm.Campaign
	err := r.each(ctx, `select id, title, agency, before_on, opened_at, due_on, closed_at, ends_on, result, stamp from campaign `+where, args, func(rows *sql.Rows) error {
		var c norm.Campaign
		var opened, closed int64
		err := rows.Scan(&c.ID, &c.Title, &c.Agency, &c.Before, &opened, &c.DueOn, &closed, &c.EndsOn, &c.Result, &c.Stamp)
		c.OpenedAt, c.ClosedAt = instant(opened), instant(closed)
		list = append(list, c)
		return err
	})
	return list, err
}

// CampaignLine is a norm in a clean-up with what it is called.
type CampaignLine struct {
	norm.Item
	Line Line
}

// CampaignItems is the norms of a clean-up, by agency and then as issued; of
// one agency, or with "" of all.
func (r Reader) CampaignItems(ctx context.Context, id int64, in agency.Code) ([]CampaignLine, error) {
	var list []CampaignLine
	err := r.each(ctx, `select i.campaign, i.publication, i.agency, i.choice, i.reason, i.login, i.at,
			p.id, p.index_number, p.agency, p.category, p.title, p.number, p.issued_on, p.published_at, p.validity, p.normative, p.channels
		from campaign_item i join publication p on p.id = i.publication
		where i.campaign = $1 and ($2 = '' or i.agency = $2) order by i.agency, p.issued_on, p.id`, []any{id, string(in)}, func(rows *sql.Rows) error {
		var c CampaignLine
		var decided, published int64
		l := &c.Line
		err := rows.Scan(&c.Campaign, &c.Publication, &c.Agency, &c.Choice, &c.Reason, &c.By, &decided,
			&l.ID, &l.Index, &l.Agency, &l.Category, &l.Title, &l.Number, &l.IssuedOn, &published, &l.Validity, &l.Normative, &l.Channels)
		c.At, l.PublishedAt = instant(decided), instant(published)
		list = append(list, c)
		return err
	})
	return list, err
}

// CampaignItem is one norm in a clean-up. Errors: [ErrNotFound].
func (r Reader) CampaignItem(ctx context.Context, id, publication int64) (norm.Item, error) {
	var i norm.Item
	var at int64
	err := r.one(ctx, `select campaign, publication, agency, choice, reason, login, at from campaign_item where campaign = $1 and publication = $2`,
		[]any{id, publication}, &i.Campaign, &i.Publication, &i.Agency, &i.Choice, &i.Reason, &i.By, &at)
	i.At = instant(at)
	return i, err
}

// NextCampaign gives out the id of a new clean-up.
func (tx *Tx) NextCampaign(ctx context.Context) (int64, error) {
	id, err := tx.next(ctx, "campaign", 1)
	return id, tx.fail(err)
}

// OpenCampaign saves a new clean-up and takes into it everything in force that
// the selection names. Errors: [norm.ErrCampaignEmpty].
func (tx *Tx) OpenCampaign(ctx context.Context, c norm.Campaign, s NormSelection, e journal.Entry) error {
	if err := tx.saveCampaign(ctx, c); err != nil {
		return tx.fail(err)
	}
	q := composer{args: []any{c.ID}}
	s.where(&q)
	res, err := tx.exec(ctx, `insert into campaign_item (campaign, publication, agency, choice, reason, login, at)
		select $1, p.id, p.agency, '', '', '', 0 from publication p join norm n on n.publication = p.id`+q.where(), q.args...)
	if err != nil {
		return tx.fail(err)
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		if err == nil {
			err = norm.ErrCampaignEmpty
		}
		return tx.fail(err)
	}
	return tx.enter(ctx, e)
}

// SaveCampaign saves a clean-up as it was read. Errors: [ErrChanged].
func (tx *Tx) SaveCampaign(ctx context.Context, c norm.Campaign, e journal.Entry) error {
	if err := tx.saveCampaign(ctx, c); err != nil {
		return tx.fail(err)
	}
	return tx.enter(ctx, e)
}

func (tx *Tx) saveCampaign(ctx context.Context, c norm.Campaign) error {
	args := []any{c.ID, c.Title, string(c.Agency), int64(c.Before), micros(c.OpenedAt), int64(c.DueOn), micros(c.ClosedAt), int64(c.EndsOn), c.Result, c.Stamp + 1}
	text := `insert into campaign (id, title, agency, before_on, opened_at, due_on, closed_at, ends_on, result, stamp) values ` + holes(1, len(args))
	if c.Stamp != 0 {
		args = append(args, c.Stamp)
		text = `update campaign set title = $2, agency = $3, before_on = $4, opened_at = $5, due_on = $6, closed_at = $7, ends_on = $8, result = $9, stamp = $10
			where id = $1 and stamp = $11`
	}
	if err := saved(tx.exec(ctx, text, args...)); err != nil {
		return fmt.Errorf("save %s: %w", c.Thing(), err)
	}
	return nil
}

// SaveCampaignItem saves what is to become of a norm.
func (tx *Tx) SaveCampaignItem(ctx context.Context, i norm.Item, e journal.Entry) error {
	err := saved(tx.exec(ctx, `update campaign_item set choice = $3, reason = $4, login = $5, at = $6 where campaign = $1 and publication = $2`,
		i.Campaign, i.Publication, string(i.Choice), i.Reason, string(i.By), micros(i.At)))
	if err != nil {
		return tx.fail(fmt.Errorf("save item of campaign %d: %w", i.Campaign, err))
	}
	return tx.enter(ctx, e)
}
