package desk

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/office/intake"
	"gongkai/paper/sheet"
	"gongkai/store"
	"gongkai/web/page"
)

// importListPage is the imports of the official's agencies, and the form that
// begins one: first the file is handed in, then its columns are looked at.
type importListPage struct {
	Form     *page.Form
	Agencies []page.Choice
	Rows     []importRow
	// Redirects says that the official may import old addresses besides.
	Redirects bool
}

type importRow struct {
	Run    store.Run
	Agency string
	State  importState
	Mended int64 // of the rows refused, those that came in since
}

// importState says in a word how an import stands.
type importState struct{ Word, Colour string }

const importListSize = 100

func (d *Desk) stateOfRun(run store.Run, leases map[string]leasedRun) importState {
	lease, wanted := leases[run.Thing()]
	switch {
	case !run.UndoneAt.IsZero():
		return importState{"已撤销", "red"}
	case d.paceOf(run, leases) != nil:
		return importState{"进行中", "blue"}
	case wanted && (run.FinishedAt.IsZero() || lease.undo):
		return importState{"等待自动接续", "light-blue"}
	case run.FinishedAt.IsZero():
		return importState{"已中断", "orange"}
	}
	return importState{"已完成", "green"}
}

func (d *Desk) importList(w http.ResponseWriter, r *http.Request, o *Official) error {
	return d.importListAgain(w, r, o, &page.Form{})
}

func (d *Desk) importListAgain(w http.ResponseWriter, r *http.Request, o *Official, form *page.Form) error {
	ctx := r.Context()
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	p := importListPage{Form: form, Agencies: d.importChoices(o, agencies), Redirects: o.MayIn(journal.RedirectImport, "")}
	runs, err := d.runsOf(ctx, o)
	if err != nil {
		return err
	}
	leases, err := d.atWork(ctx)
	if err != nil {
		return err
	}
	again := mended(runs)
	for _, run := range runs {
		p.Rows = append(p.Rows, importRow{run, agencies.of(run.Agency), d.stateOfRun(run, leases), again[run.ID]})
	}
	return page.Show(w, r, form, d.importListView(p))
}

// refusedName is what the file of a run's refused rows is called when it is
// handed out, and still when it comes back mended.
func refusedName(run store.Run) string { return "import-" + number(run.ID) + "-refused" }

// mended is how many of the rows a run refused came in with a later one of the
// file of them.
func mended(runs []store.Run) map[int64]int64 {
	came := map[int64]int64{}
	for _, run := range runs {
		if run.Refused == 0 {
			continue
		}
		for _, later := range runs {
			if rest, ok := strings.CutPrefix(later.File, refusedName(run)); ok && (rest == "" || rest[0] < '0' || rest[0] > '9') && later.Agency == run.Agency && later.ID > run.ID && later.UndoneAt.IsZero() {
				came[run.ID] += later.Imported + later.Already
			}
		}
		came[run.ID] = min(came[run.ID], run.Refused)
	}
	return came
}

// mendedMost is how many files a run's refused rows may come back in.
const mendedMost = 1000

// mendedOf is mended of one run, however long ago.
func (d *Desk) mendedOf(ctx context.Context, run store.Run) (int64, error) {
	if run.Refused == 0 {
		return 0, nil
	}
	later, err := d.Office.Store.RunsNamed(ctx, run.Agency, run.ID, refusedName(run), mendedMost)
	return mended(append(later, run))[run.ID], err
}

// runsOf is the last imports of the official's agencies, newest first.
func (d *Desk) runsOf(ctx context.Context, o *Official) ([]store.Run, error) {
	if cityWide(o, journal.ImportStart) {
		return d.Office.Store.Runs(ctx, "", importListSize)
	}
	var list []store.Run
	for _, code := range o.Where(journal.ImportStart) {
		runs, err := d.Office.Store.Runs(ctx, code, importListSize)
		if err != nil {
			return nil, err
		}
		list = append(list, runs...)
	}
	slices.SortFunc(list, func(a, b store.Run) int { return int(b.ID - a.ID) })
	return list[:min(len(list), importListSize)], nil
}

// importChoices is where the official may import.
func (d *Desk) importChoices(o *Official, agencies names) []page.Choice {
	list := agencies.choicesOf(d.reach(o, agencies, journal.ImportStart, true))
	if len(list) > 1 {
		list = withBlank("请选择", list)
	}
	return list
}

// importUpload keeps the file handed in as a blob, once it is known to be a
// table, and goes on to its columns. An import is taken up again from that
// blob, on whichever node.
func (d *Desk) importUpload(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	in := agency.Code(form.Get("agency"))
	if !slices.Contains(d.reach(o, agencies, journal.ImportStart, true), in) {
		form.Fail("agency", "请选择机关")
	}
	if r.MultipartForm == nil || len(r.MultipartForm.File["file"]) == 0 || r.MultipartForm.File["file"][0].Size == 0 {
		form.Fail("file", "请选择要导入的文件")
	}
	if !form.OK() {
		return d.importListAgain(w, r, o, form)
	}
	head := r.MultipartForm.File["file"][0]
	name := tableName(head.Filename)
	if name == "" {
		form.Fail("file", page.ErrControlChars.Error())
		return d.importListAgain(w, r, o, form)
	}
	f, err := head.Open()
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := sheet.Open(name, f, head.Size, sheet.Limits{Bytes: uploadLimit})
	if err != nil {
		if form.Refuse(ctx, err) {
			return d.importListAgain(w, r, o, form)
		}
		return err
	}
	if err := rows.Close(); err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	sum, _, err := d.Office.Blobs.Put(ctx, f)
	if err != nil {
		return err
	}
	query := url.Values{"agency": {string(in)}, "file": {sum}, "name": {name}}
	http.Redirect(w, r, "/desk/imports/new?"+query.Encode(), http.StatusSeeOther)
	return nil
}

// tableName is the last part of a file's name as browsers send it, cut to what
// an address can carry; "" for one that cannot be shown.
func tableName(s string) string {
	s = path.Base(strings.ReplaceAll(s, `\`, "/"))
	if page.CheckText(s) != nil {
		return ""
	}
	ext := path.Ext(s)
	if runes := []rune(strings.TrimSuffix(s, ext)); len(runes) > 80 {
		s = string(runes[:80]) + ext
	}
	if len([]rune(s)) > 100 {
		return ""
	}
	return s
}

// runOf is the import of the address, if it is of an agency of the official's
// for the act. Errors: page.ErrNotFound.
func (d *Desk) runOf(r *http.Request, o *Official, act journal.Act) (store.Run, error) {
	id, ok := thingID("import/"+r.PathValue("run"), "import/")
	if !ok || id <= 0 {
		return store.Run{}, page.ErrNotFound
	}
	run, err := d.Office.Store.Run(r.Context(), id)
	if errors.Is(err, store.ErrNotFound) || err == nil && !o.MayIn(act, run.Agency) {
		return run, page.ErrNotFound
	}
	if _, ledger := intake.LedgerOf(run); ledger || err == nil && intake.RedirectsOf(run) {
		return run, page.ErrNotFound // it has pages of its own
	}
	return run, err
}
