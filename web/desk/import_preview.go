package desk

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/office/intake"
	"gongkai/paper/sheet"
	"gongkai/store"
	"gongkai/web/page"
)

// importPreviewPage shows a file's columns, what they are taken for, and its
// first rows as they would come in.
type importPreviewPage struct {
	Form       *page.Form
	Agency     agency.Agency
	File       string // SHA-256 of the blob
	Name       string
	Sample     intake.Sample
	Columns    []columnRow
	Fields     []page.Choice
	Categories []page.Choice
	Channels   []page.Choice
	Refused    int // of the rows shown
	// Resumes is an import of the same file that was interrupted: it goes on as
	// it began, whatever is chosen here.
	Resumes *store.Run
}

// columnRow is one column of the file.
type columnRow struct {
	Name    string // of its control
	Letter  string
	Heading string
	Example string // from the first row that has something there
}

// previewRows is how many rows are read for the preview.
const previewRows = 10

// handedIn is a file handed in for an agency, by the name of its blob: who can
// name it has had its bytes.
type handedIn struct {
	Agency agency.Agency
	File   string
	Name   string
}

// uploadOf reads which file a form is about. Errors: page.ErrNotFound for an
// agency that is not the official's and for a file that is not there.
func (d *Desk) uploadOf(ctx context.Context, o *Official, form *page.Form) (handedIn, error) {
	u := handedIn{File: form.Get("file"), Name: tableName(form.Get("name"))}
	in := agency.Code(form.Get("agency"))
	a, err := d.Office.Store.Agency(ctx, in)
	if errors.Is(err, store.ErrNotFound) || err == nil && (!o.MayIn(journal.ImportStart, in) || !a.Open(d.Office.Today())) {
		return u, page.ErrNotFound
	}
	if len(u.File) != 64 || strings.Trim(u.File, "0123456789abcdef") != "" || u.Name == "" {
		return u, page.ErrNotFound
	}
	u.Agency = a
	return u, err
}

// fetch brings a blob to a place of its own on this machine, as the import
// reads it more than once. The folder is the caller's to remove.
func (d *Desk) fetch(ctx context.Context, sum, name string) (file, dir string, err error) {
	// Who looks at a table may begin its import, which names it.
	err = d.Office.Blobs.Renew(ctx, sum)
	if errors.Is(err, store.ErrNotFound) {
		return "", "", page.ErrNotFound
	}
	if err != nil {
		return "", "", err
	}
	blob, err := d.Office.Blobs.Open(ctx, sum)
	if err != nil {
		return "", "", err
	}
	defer blob.Close()
	if dir, err = os.MkdirTemp("", "gongkai-import-"); err != nil {
		return "", "", err
	}
	file = filepath.Join(dir, "table"+filepath.Ext(name))
	out, err := os.Create(file)
	if err == nil {
		_, err = io.Copy(out, blob)
		err = errors.Join(err, out.Close())
	}
	if err != nil {
		err = errors.Join(err, os.RemoveAll(dir))
		return "", "", err
	}
	return file, dir, nil
}

func (d *Desk) importPreviewShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	form := page.QueryForm(r)
	u, err := d.uploadOf(r.Context(), o, form)
	if err != nil {
		return err
	}
	return d.importPreviewAgain(w, r, form, u, nil)
}

// mappingOf is the columns as chosen, nil if the form has none.
func mappingOf(form *page.Form) intake.Mapping {
	var m intake.Mapping
	for i := 0; ; i++ {
		values, ok := form.Values[columnName(i)]
		if !ok || len(values) == 0 || i >= 1000 {
			return m
		}
		m = append(m, intake.Field(values[0]))
	}
}

func columnName(i int) string {
	if i == 0 {
		return "column"
	}
	return "column-" + strconv.Itoa(i+1)
}

func channelOf(form *page.Form) publication.Channel {
	for _, row := range publication.Channels {
		if row.Code == form.Get("channel") {
			return row.Channel
		}
	}
	return publication.Website
}

func (d *Desk) importPreviewAgain(w http.ResponseWriter, r *http.Request, form *page.Form, u handedIn, m intake.Mapping) error {
	ctx := r.Context()
	file, dir, err := d.fetch(ctx, u.File, u.Name)
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	p := importPreviewPage{Form: form, Agency: u.Agency, File: u.File, Name: u.Name}
	p.Sample, err = intake.Preview(ctx, d.Office, intake.Job{Agency: u.Agency.Code, File: file, Name: u.Name, Mapping: m,
		DefaultCategory: form.Get("category"), Channel: channelOf(form)}, previewRows)
	if err != nil {
		if _, known := page.Explain(ctx, err); known {
			return page.ErrNotFound // a blob that is no table was never handed in here
		}
		return err
	}
	if p.Sample.Problem != nil && form.OK() && !form.Refuse(ctx, p.Sample.Problem) {
		return p.Sample.Problem
	}
	for i, h := range p.Sample.Header {
		c := columnRow{Name: columnName(i), Letter: sheet.Letters(i + 1), Heading: h}
		for _, row := range p.Sample.Rows {
			if i < len(row.Cells) && row.Cells[i] != "" {
				c.Example = cut(row.Cells[i], 60)
				break
			}
		}
		if i < len(p.Sample.Mapping) {
			form.Set(c.Name, string(p.Sample.Mapping[i]))
		}
		p.Columns = append(p.Columns, c)
	}
	for _, row := range p.Sample.Rows {
		if row.Refused != nil {
			p.Refused++
		}
	}
	p.Fields = []page.Choice{{Text: "不导入"}}
	for _, f := range intake.Fields {
		p.Fields = append(p.Fields, page.Choice{Value: string(f.Field), Text: f.Name})
	}
	p.Channels = channelChoices(true)
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	tree, err := d.Office.Store.Categories(ctx)
	if err != nil {
		return err
	}
	p.Categories = d.leaves(ctx, tree, agencies, u.Agency.Code)
	p.asLastTime()
	run, err := d.Office.Store.InterruptedRun(ctx, u.Agency.Code, u.File)
	if err == nil {
		p.Resumes = &run
	} else if !errors.Is(err, store.ErrNotFound) {
		return err
	}
	return page.Show(w, r, form, d.importPreviewView(p))
}

// asLastTime answers for rows without a category or a channel what the agency
// answered for its last file with this header, where nothing is chosen yet and
// the category is still to be had.
func (p importPreviewPage) asLastTime() {
	if !p.Form.Values.Has("category") && slices.ContainsFunc(p.Categories, func(c page.Choice) bool { return c.Value == p.Sample.Category }) {
		p.Form.Set("category", p.Sample.Category)
	}
	if !p.Form.Values.Has("channel") {
		p.Form.Set("channel", "website")
		for _, row := range publication.Channels {
			if row.Channel == p.Sample.Channel {
				p.Form.Set("channel", row.Code)
			}
		}
	}
}

// leaves is the categories an agency may use, as choices.
func (d *Desk) leaves(ctx context.Context, tree []store.Category, agencies names, in agency.Code) []page.Choice {
	return withBlank("不设，没有类别的行留空", categoryChoices(ctx, tree, agencies, in))
}

// cut is the beginning of a text, in characters.
func cut(s string, n int) string {
	if runes := []rune(s); len(runes) > n {
		return string(runes[:n]) + "…"
	}
	return s
}

var importPresses = page.Presses{"preview", "start"}

func (d *Desk) importPreview(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	act, err := importPresses.Pressed(form)
	if err != nil {
		return err
	}
	u, err := d.uploadOf(ctx, o, form)
	if err != nil {
		return err
	}
	m := mappingOf(form)
	if act != "start" {
		return d.importPreviewAgain(w, r, form, u, m)
	}
	job := intake.Job{Agency: u.Agency.Code, Name: u.Name, Mapping: m, Voucher: line(form, "voucher", maxName),
		DefaultCategory: form.Get("category"), Channel: channelOf(form)}
	if job.Voucher == "" && form.Error("voucher") == "" {
		form.Fail("voucher", "请填写由谁核对并负责")
	}
	if job.DefaultCategory != "" {
		if err := d.checkCategory(ctx, form, job.DefaultCategory, u.Agency.Code); err != nil {
			return err
		}
	}
	if err := m.Check(make([]string, len(m))); err != nil {
		form.Fail("column", err.Error())
	}
	if !form.OK() {
		return d.importPreviewAgain(w, r, form, u, m)
	}
	if err := d.beginImport(ctx, o, u.File, job); err != nil {
		if form.Refuse(ctx, err) {
			return d.importPreviewAgain(w, r, form, u, m)
		}
		return err
	}
	http.Redirect(w, r, begunAddress(u.Agency.Code, u.File), http.StatusSeeOther)
	return nil
}

func begunAddress(in agency.Code, sum string) string {
	return "/desk/imports/begun?" + url.Values{"agency": {string(in)}, "file": {sum}}.Encode()
}
