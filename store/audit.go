package store

import (
	"context"
	"database/sql"
	"fmt"
	"sort"

	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/text"
)

// Difference is one place where what is kept beside the record does not follow
// from it.
type Difference struct {
	Thing string `json:"thing"`
	What  string `json:"what"`
	Found string `json:"found"`
	Want  string `json:"want"`
}

// audit reads the record in one snapshot, so that acts going on meanwhile do
// not look like differences.
func (s *Store) audit(ctx context.Context, f func(Reader) error) error {
	tx, err := s.Reader.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true, Isolation: s.engine.snapshotLevel()})
	if err != nil {
		return fmt.Errorf("audit: %w", err)
	}
	defer tx.Rollback()
	return f(Reader{tx: tx, db: s.Reader.db, cache: newStatements(false)})
}

// Look reads the record as it stands at one instant, whatever is done
// meanwhile: for what is compiled of many counts that must agree.
func (s *Store) Look(ctx context.Context, f func(Reader) error) error { return s.audit(ctx, f) }

// Audit recomputes everything that is derived inside the record and calls
// report for each difference: the journal's numbers, the counters, the keys of
// document numbers, an entry behind each publication, the tallies, and what is
// kept beside requests and remedies. files collects every blob that one of them
// names, earlier versions and drafts included.
// progress counts records.
func (s *Store) Audit(ctx context.Context, report func(Difference), files map[string]publication.Attachment, progress func(at, total int64)) error {
	return s.audit(ctx, func(r Reader) error {
		if err := r.auditJournal(ctx, report); err != nil {
			return err
		}
		if err := r.auditPublications(ctx, report, files, progress); err != nil {
			return err
		}
		if err := r.auditRequests(ctx, report, files); err != nil {
			return err
		}
		if err := r.auditRemedies(ctx, report, files); err != nil {
			return err
		}
		if err := r.auditReports(ctx, report, files); err != nil {
			return err
		}
		if err := r.auditLedgers(ctx, report); err != nil {
			return err
		}
		if err := r.auditNorms(ctx, report); err != nil {
			return err
		}
		if err := r.auditGazette(ctx, report); err != nil {
			return err
		}
		if err := r.auditReadings(ctx, report); err != nil {
			return err
		}
		if err := r.auditMail(ctx, files); err != nil {
			return err
		}
		if err := r.auditScreened(ctx, files); err != nil {
			return err
		}
		return r.auditFiles(ctx, files)
	})
}

func (r Reader) auditJournal(ctx context.Context, report func(Difference)) error {
	var n, low, high, counter int64
	if err := r.one(ctx, `select count(*), coalesce(min(number), 1), coalesce(max(number), 0) from journal`, nil, &n, &low, &high); err != nil {
		return err
	}
	if low != 1 || high != n {
		report(Difference{"journal", "编号连续", fmt.Sprintf("%d 条，编号 %d 至 %d", n, low, high), fmt.Sprintf("1 至 %d", n)})
	}
	err := r.one(ctx, `select value from counter where name = 'journal'`, nil, &counter)
	if err != nil && err != ErrNotFound {
		return err
	}
	if counter != high {
		report(Difference{"journal", "计数器", fmt.Sprint(counter), fmt.Sprint(high)})
	}
	// Each publication came by one entry that made it public.
	return r.each(ctx, `select p.id, p.index_number, count(j.number)
		from publication p
		left join journal j on j.thing = 'publication/' || p.id and j.act in ($1, $2)
		group by p.id, p.index_number having count(j.number) <> 1`,
		[]any{string(journal.Publish), string(journal.Import)}, func(rows *sql.Rows) error {
			var id, n int64
			var index string
			if err := rows.Scan(&id, &index, &n); err != nil {
				return err
			}
			report(Difference{index, "公开的记录", fmt.Sprint(n), "1"})
			return nil
		})
}

func (r Reader) auditPublications(ctx context.Context, report func(Difference), files map[string]publication.Attachment, progress func(at, total int64)) error {
	var total, at int64
	if err := r.one(ctx, `select count(*) from publication`, nil, &total); err != nil {
		return err
	}
	counted := tallies{}
	err := r.each(ctx, `select id, index_number, agency, category, number, number_key, published_at, normative, channels,
			attachments, withdrawn_at, interprets, interprets_key
		from publication`, nil, func(rows *sql.Rows) error {
		var p publication.Publication
		var key, attachments, explains string
		var published, withdrawn int64
		c := &p.Content
		if err := rows.Scan(&p.ID, &p.Index, &p.Agency, &c.Category, &c.Number, &key, &published, &c.Normative, &c.Channels,
			&attachments, &withdrawn, &c.Interprets, &explains); err != nil {
			return err
		}
		p.PublishedAt, p.WithdrawnAt = instant(published), instant(withdrawn)
		counted.add(p, 1)
		want := ""
		if c.Number != "" {
			want, _ = text.NumberKey(c.Number)
		}
		if key != want {
			report(Difference{p.Index, "文号检索键", key, want})
		}
		if explains != c.Explains() {
			report(Difference{p.Index, "解读的政策检索键", explains, c.Explains()})
		}
		if err := unpack(attachments, &c.Attachments); err != nil {
			report(Difference{p.Index, "附件清单", attachments, "JSON"})
		}
		noteFiles(files, c.Attachments)
		if at++; at%10_000 == 0 && progress != nil {
			progress(at, total)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if progress != nil {
		progress(total, total)
	}
	err = r.each(ctx, `select agency, category, year, n, website, gazette, social, weibo, wechat, social_untold, other, normative from tally`, nil, func(rows *sql.Rows) error {
		var cell tallyCell
		var kept tallyChange
		if err := rows.Scan(&cell.agency, &cell.category, &cell.year, &kept.n, &kept.website, &kept.gazette, &kept.social,
			&kept.weibo, &kept.wechat, &kept.untold, &kept.other, &kept.normative); err != nil {
			return err
		}
		want := tallyChange{}
		if c := counted[cell]; c != nil {
			want = *c
		}
		delete(counted, cell)
		if kept != want {
			report(cell.difference(kept, want))
		}
		return nil
	})
	if err != nil {
		return err
	}
	var missing []Difference
	for cell, want := range counted {
		missing = append(missing, cell.difference(tallyChange{}, *want))
	}
	sort.Slice(missing, func(i, j int) bool { return missing[i].Thing < missing[j].Thing })
	for _, d := range missing {
		report(d)
	}
	return nil
}

func (c tallyCell) difference(kept, want tallyChange) Difference {
	show := func(t tallyChange) string {
		return fmt.Sprintf("%d（网站 %d，公报 %d，微博或微信 %d，其中微博 %d、微信 %d、未区分 %d，其他 %d，规范性文件 %d）",
			t.n, t.website, t.gazette, t.social, t.weibo, t.wechat, t.untold, t.other, t.normative)
	}
	return Difference{fmt.Sprintf("%s %s %d", c.agency, c.category, c.year), "计数", show(kept), show(want)}
}

// noteFiles adds attachments to the blobs that are named, and the originals of
// those that were cleaned.
func noteFiles(files map[string]publication.Attachment, list []publication.Attachment) {
	for _, a := range list {
		files[a.SHA256] = a
		if a.Original != "" {
			if _, known := files[a.Original]; !known {
				files[a.Original] = publication.Attachment{Name: a.Name, Type: a.Type, SHA256: a.Original, Size: UnknownSize}
			}
		}
	}
}

func (r Reader) auditFiles(ctx context.Context, files map[string]publication.Attachment) error {
	for _, query := range []string{`select content from publication_version`, `select content from draft`} {
		err := r.each(ctx, query, nil, func(rows *sql.Rows) error {
			var content string
			if err := rows.Scan(&content); err != nil {
				return err
			}
			var c publication.Content
			if err := unpack(content, &c); err != nil {
				return err
			}
			noteFiles(files, c.Attachments)
			return nil
		})
		if err != nil {
			return err
		}
	}
	return r.each(ctx, `select inquiries from draft where inquiries not in ('[]', 'null')`, nil, func(rows *sql.Rows) error {
		var kept string
		if err := rows.Scan(&kept); err != nil {
			return err
		}
		var list []publication.Inquiry
		if err := unpack(kept, &list); err != nil {
			return err
		}
		for _, q := range list {
			for name, hash := range map[string]string{"请示.pdf": q.PDF, "请示.docx": q.DOCX} {
				if hash != "" {
					files[hash] = publication.Attachment{Name: name, SHA256: hash, Size: UnknownSize}
				}
			}
			if q.File != nil {
				files[q.File.SHA256] = *q.File
			}
		}
		return nil
	})
}
