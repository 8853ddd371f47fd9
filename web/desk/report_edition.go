package desk

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/report"
	"gongkai/figures/annual"
	"gongkai/law/form"
	"gongkai/office"
	paper "gongkai/paper/report"
	"gongkai/paper/upload"
	"gongkai/store"
	"gongkai/web/page"
)

// attachments are files of a report as files to be handed out.
func attachments(files []report.File) []publication.Attachment {
	var list []publication.Attachment
	for _, f := range files {
		list = append(list, publication.Attachment{Name: f.Name, Type: f.Type, Size: f.Size, SHA256: f.SHA256})
	}
	return list
}

// reportFormat is a format in which a report is handed out at the desk.
type reportFormat struct {
	Ext, Name, Media string
	Draft            bool // drafts are handed out in it too
	write            func(annual.Edition, []annual.Erratum) ([]byte, error)
}

var reportFormats = []reportFormat{
	{"pdf", "PDF", "application/pdf", true, paper.PDF},
	{"docx", "Word", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", true, paper.DOCX},
	{"xlsx", "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", true, bare(paper.XLSX)},
	{"csv", "CSV", "text/csv; charset=utf-8", false, bare(paper.CSV)},
	{"json", "JSON", "application/json", false, bare(paper.JSON)},
}

// bare is a writer that prints no corrections.
func bare(write func(annual.Edition) ([]byte, error)) func(annual.Edition, []annual.Erratum) ([]byte, error) {
	return func(e annual.Edition, _ []annual.Erratum) ([]byte, error) { return write(e) }
}

func formatOf(file string) (reportFormat, bool) {
	i := slices.IndexFunc(reportFormats, func(f reportFormat) bool { return "report."+f.Ext == file })
	if i < 0 {
		return reportFormat{}, false
	}
	return reportFormats[i], true
}

func handOut(w http.ResponseWriter, f reportFormat, name string, b []byte) error {
	h := w.Header()
	h.Set("Content-Type", f.Media)
	h.Set("Content-Disposition", upload.Disposition(name+"."+f.Ext, false))
	h.Set("Cache-Control", "no-store")
	_, err := w.Write(b)
	return err
}

// reportDraftFile hands out the report as it stands, marked as a draft in its
// title, so that no printed page of it passes for a signed one.
func (d *Desk) reportDraftFile(w http.ResponseWriter, r *http.Request, o *Official) error {
	k, _, err := d.reportOf(r, o, account.LookReport)
	if err != nil {
		return err
	}
	f, ok := formatOf(r.PathValue("file"))
	if !ok || !f.Draft {
		return page.ErrNotFound
	}
	c, err := d.Office.CompileReport(r.Context(), k.Agency, k.Year, office.CompileOptions{})
	if err != nil {
		return err
	}
	e := c.Edition
	e.Title += "（草稿）"
	b, err := f.write(e, nil)
	if err != nil {
		return fmt.Errorf("draft of %s as %s: %w", c.Report.Thing(), f.Ext, err)
	}
	return handOut(w, f, e.Title, b)
}

// signedEdition is the n-th signed edition of a report.
func (d *Desk) signedEdition(ctx context.Context, k reportKey, n string) (report.Report, report.Signature, annual.Edition, error) {
	v, err := d.Office.Store.Report(ctx, k.Agency, k.Year)
	if err != nil {
		return v, report.Signature{}, annual.Edition{}, err
	}
	i, err := strconv.Atoi(n)
	if err != nil || i < 1 || i > len(v.Signed) {
		return v, report.Signature{}, annual.Edition{}, page.ErrNotFound
	}
	s := v.Signed[i-1]
	e, err := d.Office.ReadEdition(ctx, s.Hash)
	return v, s, e, err
}

// reportEditionFile hands out a signed edition; as JSON the very bytes that
// were signed.
func (d *Desk) reportEditionFile(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	k, _, err := d.reportOf(r, o, account.LookReport)
	if err != nil {
		return err
	}
	f, ok := formatOf(r.PathValue("file"))
	if !ok {
		return page.ErrNotFound
	}
	v, s, e, err := d.signedEdition(ctx, k, r.PathValue("n"))
	if err != nil {
		return err
	}
	var b []byte
	if f.Ext == "json" {
		b, err = d.Office.EditionBytes(ctx, s.Hash)
	} else {
		b, err = f.write(e, nil)
	}
	if err != nil {
		return fmt.Errorf("%s as %s: %w", v.Thing(), f.Ext, err)
	}
	return handOut(w, f, e.Title, b)
}

// reportPreviewPage is a report as it will be read: the signed edition where
// there is one in force, else as it would be signed now.
type reportPreviewPage struct {
	Key      reportKey
	Edition  annual.Edition
	Signed   int // which signed edition; 0 for a draft
	Problems int
	Edit     bool
}

func (d *Desk) reportPreview(w http.ResponseWriter, r *http.Request, o *Official) error {
	k, _, err := d.reportOf(r, o, account.LookReport)
	if err != nil {
		return err
	}
	c, err := d.Office.CompileReport(r.Context(), k.Agency, k.Year, office.CompileOptions{})
	if err != nil {
		return err
	}
	if c.Report.State == "" {
		return page.ErrNotFound
	}
	p := reportPreviewPage{Key: k, Edition: c.Edition, Problems: len(c.Problems), Edit: c.Report.May(journal.ReportWrite) && o.MayIn(journal.ReportWrite, k.Agency)}
	if s, ok := c.Report.Signature(); ok {
		p.Signed, p.Problems = len(c.Report.Signed), 0
		if p.Edition, err = d.Office.ReadEdition(r.Context(), s.Hash); err != nil {
			return err
		}
	}
	return page.Render(w, r, http.StatusOK, d.reportPreviewView(p))
}

// reportDriftPage holds a signed edition against the record as it is now.
type reportDriftPage struct {
	Key     reportKey
	Title   string
	N       int
	At      string
	Figures int
	Drift   []office.Drift
	// Since is what happened since the signature to what such figures count;
	// More says that there is more than is shown.
	Since []sinceRow
	More  bool
}

// sinceRow is an entry of the journal with the record it is about.
type sinceRow struct {
	Line deedLine
	Text string
	Href string
}

const (
	sinceRead  = 20_000 // entries looked through
	sinceShown = 60
)

func (d *Desk) reportDrift(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	k, scope, err := d.reportOf(r, o, account.LookReport)
	if err != nil {
		return err
	}
	v, err := d.Office.Store.Report(ctx, k.Agency, k.Year)
	if err != nil {
		return err
	}
	n := len(v.Signed)
	if asked := r.URL.Query().Get("edition"); asked != "" {
		n, _ = strconv.Atoi(asked) // a number that is none is the edition 0, which there is not
	}
	v, s, e, err := d.signedEdition(ctx, k, strconv.Itoa(n))
	if err != nil {
		return err
	}
	p := reportDriftPage{Key: k, Title: e.Title, N: n, At: moment(ctx, s.At), Figures: len(e.Figures)}
	if p.Drift, err = d.Office.ReportDrift(ctx, e, true); err != nil {
		return err
	}
	kinds := map[string]bool{}
	for _, x := range p.Drift {
		for _, kind := range kindsOf(x.Figure.From.Fact) {
			kinds[kind] = true
		}
	}
	if len(p.Drift) > 0 {
		if p.Since, p.More, err = d.recordsSince(ctx, o, v, s, scope, kinds); err != nil {
			return err
		}
	}
	return page.Render(w, r, http.StatusOK, d.reportDriftView(p))
}

// kindsOf are the kinds of things that a fact counts, as the journal names
// them; nil for what is computed of others.
func kindsOf(f form.Fact) []string {
	switch f {
	case form.Fees:
		return []string{"request"}
	case form.Events:
		return []string{"ledger"}
	}
	switch family, _, _ := strings.Cut(string(f), "."); family {
	case "publication", "document", "interpretation":
		return []string{"publication"}
	case "request", "reconsideration", "suit", "complaint":
		return []string{family}
	case "sum", "ratio", "declared", "report":
		return nil
	}
	return []string{"ledger"}
}

// recordsSince is what was done since a signature to the things of such kinds, of the
// agencies that the report sums up, and to the numbers they declared of the
// year.
func (d *Desk) recordsSince(ctx context.Context, o *Official, v report.Report, s report.Signature, scope office.ReportScope, kinds map[string]bool) ([]sinceRow, bool, error) {
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return nil, false, err
	}
	in := func(code agency.Code) bool { return scope.In == nil || slices.Contains(scope.In, code) }
	var list []sinceRow
	for from, read := s.Journal, 0; read < sinceRead; {
		entries, err := d.Office.Store.JournalAfter(ctx, from, 1000)
		if err != nil {
			return nil, false, err
		}
		for _, e := range entries {
			kind, _, _ := strings.Cut(e.Thing, "/")
			stated := (e.Act == journal.ReportDeclare || e.Act == journal.ReportTable) && e.Thing == report.Thing(agency.Code(e.Agency), v.Year)
			if !in(agency.Code(e.Agency)) || !stated && !kinds[kind] {
				continue
			}
			if len(list) == sinceShown {
				return list, true, nil
			}
			row, err := d.sinceRow(ctx, o, e, agencies)
			if err != nil {
				return nil, false, err
			}
			list = append(list, row)
		}
		if len(entries) < 1000 {
			return list, false, nil
		}
		from = entries[len(entries)-1].Number
		read += len(entries)
	}
	return list, true, nil
}

func (d *Desk) sinceRow(ctx context.Context, o *Official, e journal.Entry, agencies names) (sinceRow, error) {
	kind, id, _ := strings.Cut(e.Thing, "/")
	row := sinceRow{Text: id, Line: deedLine{At: e.At, Name: e.Act.Meaning().Name, Agency: agencies.of(agency.Code(e.Agency))}}
	if n, ok := thingID(e.Thing, "publication/"); ok {
		item, err := d.Office.Store.Publication(ctx, n)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return row, err
		}
		row.Text = item.Index
	}
	if kind == "report" {
		row.Text = agencies.of(agency.Code(e.Agency))
	}
	row.Href = recordAt(o, e.Thing, row.Text, agency.Code(e.Agency), false)
	var err error
	row.Line.Who, err = d.personName(ctx, account.Login(e.Actor))
	return row, err
}
