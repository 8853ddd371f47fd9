package intake

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/affairs/text"
	"gongkai/office"
	"gongkai/paper/sheet"
	"gongkai/store"
)

// The refusals of a table of old addresses and of its rows.
var (
	ErrRedirectColumns = errors.New("表头应有“旧网址”一列，和“新网址”、“索引号”、“文号”中的至少一列")
	ErrOldAddress      = errors.New("旧网址应写成 http://www.example.gov.cn/zwgk/1.html 的形式，或者以 / 开头")
	ErrTarget          = errors.New("请写明新网址、索引号或者文号")
	ErrTargetNone      = errors.New("本平台没有这条信息")
	ErrTargetMany      = errors.New("有多条信息用这个文号，请写索引号")
	ErrElsewhere       = errors.New("新网址不在本平台")
	ErrChain           = errors.New("新网址本身是一个旧网址，或者旧网址是别的旧网址要转到的地方：请直接写最后的网址")
	ErrOldTaken        = errors.New("这个旧网址已经转到别处，请先撤销原来的导入")
)

// RedirectJob is a table of old addresses with where each leads now.
type RedirectJob struct {
	// File and Name are as in [Job].
	File string
	Name string
	// Most bounds the rows of the file; 0 for what an import takes.
	Most int
}

// redirectRows is how many rows one act saves.
const redirectRows = 1000

// longestAddress bounds an old address, in bytes: a longer one is not looked for.
const longestAddress = 2000

type redirectOptions struct {
	Redirects bool `json:"redirects"`
}

// RedirectsOf says whether a run imported old addresses.
func RedirectsOf(run store.Run) bool {
	var opt redirectOptions
	return json.Unmarshal([]byte(run.Mapping), &opt) == nil && opt.Redirects
}

// Redirect is one row of such a table as it was read.
type Redirect struct {
	Row     int
	Address string // as [store.OldAddressKey] has it; "" if it is refused
	Target  string // the path here; "" if it is refused
	Already bool   // it leads there since an earlier import
	Refused *store.Refusal
	value   string // what names the target
	column  string
}

// redirectColumns are where the old address stands, and what may name the new
// one, in the order in which they are looked at.
type redirectColumns struct {
	header  []string
	old     int
	targets []int
}

var redirectHeads = struct{ old, targets []string }{
	old:     []string{"旧网址", "原网址", "旧地址", "原地址", "old", "oldaddress", "old_address", "from"},
	targets: []string{"新网址", "新地址", "new", "newaddress", "new_address", "to", "索引号", "index", "文号", "发文字号", "number"},
}

func redirectColumnsOf(header []string) (redirectColumns, error) {
	c := redirectColumns{header: header, old: -1}
	plain := make([]string, len(header))
	for i, h := range header {
		plain[i] = strings.ToLower(strings.Trim(strings.Join(strings.Fields(h), ""), "*＊:：\u200b\ufeff"))
		if c.old < 0 && slices.Contains(redirectHeads.old, plain[i]) {
			c.old = i
		}
	}
	for _, name := range redirectHeads.targets {
		if i := slices.Index(plain, name); i >= 0 {
			c.targets = append(c.targets, i)
		}
	}
	if c.old < 0 || len(c.targets) == 0 {
		return c, ErrRedirectColumns
	}
	return c, nil
}

// read is what a row says, before it is held against the record.
func (c redirectColumns) read(row sheet.Row) Redirect {
	v := Redirect{Row: row.Number}
	refuse := func(column int, value string, err error) Redirect {
		v.Refused = &store.Refusal{Row: int64(row.Number), Reason: err.Error(), Value: shown(value)}
		if column >= 0 {
			v.Refused.Field = headingOf(c.header, column)
		}
		return v
	}
	if row.Err != nil {
		var cell *sheet.CellError
		if errors.As(row.Err, &cell) {
			return refuse(cell.Column-1, "", cell.Err)
		}
		return refuse(-1, "", row.Err)
	}
	old := strings.TrimSpace(row.Cells[c.old])
	if key := store.OldAddressKey(old); key != "" && len(old) <= longestAddress && text.Sound(old) == nil {
		v.Address = key
	} else {
		return refuse(c.old, old, ErrOldAddress)
	}
	for _, i := range c.targets {
		if v.value = strings.TrimSpace(row.Cells[i]); v.value != "" {
			v.column = headingOf(c.header, i)
			break
		}
	}
	if v.value == "" || len(v.value) > longestAddress || text.Sound(v.value) != nil {
		return refuse(c.targets[0], v.value, ErrTarget)
	}
	return v
}

// redirector holds rows against the record.
type redirector struct {
	store.Reader
	own   string // the city's address; "" if it gave none
	hosts []string
}

func newRedirector(ctx context.Context, r store.Reader) (redirector, error) {
	d := redirector{Reader: r}
	address, err := r.City(ctx, "address")
	if err != nil {
		return d, err
	}
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		d.own = strings.ToLower(u.Hostname())
	}
	hosts, err := r.City(ctx, "hosts")
	d.hosts = strings.Fields(strings.ToLower(hosts))
	return d, err
}

// resolve finds the target of each row, and refuses those that have none or
// would make a chain, with the record or among themselves.
func (d redirector) resolve(ctx context.Context, list []Redirect) error {
	var indexes []string
	for i := range list {
		v := &list[i]
		if v.Refused != nil {
			continue
		}
		target, err := d.target(ctx, v.value)
		if refusal := (refused{}); errors.As(err, &refusal) {
			v.refuse(v.column, v.value, refusal.error)
			continue
		} else if err != nil {
			return err
		}
		v.Target = target
		if index, ok := strings.CutPrefix(target, itemPath); ok {
			indexes = append(indexes, index)
		}
	}
	there, err := d.IndexNumbers(ctx, indexes)
	if err != nil {
		return err
	}
	var keys, paths []string
	for i := range list {
		v := &list[i]
		if index, ok := strings.CutPrefix(v.Target, itemPath); ok && !there[index] {
			v.refuse(v.column, v.value, ErrTargetNone)
			continue
		}
		if v.Refused == nil {
			keys = append(keys, v.Address)
			keys = append(keys, d.keysOf(v.Target)...)
			paths = append(paths, pathOf(v.Address))
		}
	}
	old, err := d.OldAddresses(ctx, keys)
	if err != nil {
		return err
	}
	targets, err := d.OldAddressTargets(ctx, paths)
	if err != nil {
		return err
	}
	for i := range list {
		v := &list[i]
		if v.Refused != nil {
			continue
		}
		if before, ok := old[v.Address]; ok {
			if v.Already = before.Target == v.Target; !v.Already {
				v.refuse("", v.Address, ErrOldTaken)
			}
			continue
		}
		chained := slices.ContainsFunc(d.keysOf(v.Target), func(key string) bool { _, ok := old[key]; return ok || key == v.Address })
		if _, ok := targets[pathOf(v.Address)]; ok && d.ours(v.Address) || chained {
			v.refuse("", v.Address, ErrChain)
			continue
		}
		old[v.Address] = store.OldAddress{Address: v.Address, Target: v.Target}
		targets[v.Target] = old[v.Address]
	}
	return nil
}

func (v *Redirect) refuse(field, value string, err error) {
	v.Target = ""
	v.Refused = &store.Refusal{Row: int64(v.Row), Field: field, Reason: err.Error(), Value: shown(value)}
}

// refused marks what is wrong with a row, not with the record.
type refused struct{ error }

const itemPath = "/item/"

// target is the path a cell names: an address here, an index number, or the
// number of the one document that bears it.
func (d redirector) target(ctx context.Context, value string) (string, error) {
	if index, err := publication.ParseIndex(value); err == nil {
		return itemPath + index, nil
	}
	if strings.HasPrefix(value, "/") || strings.Contains(value, "://") {
		return d.path(ctx, value)
	}
	key, _ := text.NumberKey(value)
	if key == "" || strings.HasSuffix(key, "|") {
		return "", refused{ErrTargetNone}
	}
	lines, err := d.ByNumber(ctx, key, 2)
	switch {
	case err != nil:
		return "", err
	case len(lines) == 0:
		return "", refused{ErrTargetNone}
	case len(lines) > 1:
		return "", refused{ErrTargetMany}
	}
	return itemPath + lines[0].Index, nil
}

// path is an address of this platform without its host. It never leads to
// another site.
func (d redirector) path(ctx context.Context, value string) (string, error) {
	u, err := url.Parse(value)
	if err != nil || u.Opaque != "" || u.User != nil || strings.Contains(u.Path, `\`) || strings.HasPrefix(u.Path, "//") || !strings.HasPrefix(u.Path, "/") ||
		u.Scheme != "" && u.Scheme != "http" && u.Scheme != "https" || u.Host != "" && !strings.EqualFold(u.Hostname(), d.own) {
		return "", refused{ErrElsewhere}
	}
	if index, ok := strings.CutPrefix(u.Path, itemPath); ok {
		canonical, err := publication.ParseIndex(index)
		if err != nil {
			return "", refused{ErrTargetNone}
		}
		return itemPath + canonical, nil
	}
	if code, ok := strings.CutPrefix(u.Path, "/agency/"); ok {
		code, _, _ = strings.Cut(code, "/")
		if _, err := d.Agency(ctx, agency.Code(code)); errors.Is(err, store.ErrNotFound) {
			return "", refused{ErrTargetNone}
		} else if err != nil {
			return "", err
		}
	}
	u.Scheme, u.Host = "", ""
	return u.String(), nil
}

// keysOf is how a path here could stand in the table as an old address.
func (d redirector) keysOf(target string) []string {
	target, _, _ = strings.Cut(target, "#")
	keys := []string{target}
	if path, _, ok := strings.Cut(target, "?"); ok {
		keys = append(keys, path)
	}
	for _, key := range keys[:len(keys):len(keys)] {
		for _, host := range append([]string{d.own}, d.hosts...) {
			if host != "" {
				keys = append(keys, host+key)
			}
		}
	}
	return keys
}

// pathOf is an old address without its host.
func pathOf(address string) string {
	if i := strings.IndexByte(address, '/'); i > 0 {
		return address[i:]
	}
	return address
}

// ours says whether an old address is looked for at a host that this platform
// answers at.
func (d redirector) ours(address string) bool {
	host, _, _ := strings.Cut(address, "/")
	return host == "" || host == d.own || slices.Contains(d.hosts, host)
}

// PreviewRedirects reads the first rows of a table and saves nothing; more says
// that the file goes on. Errors are those of the file, and [ErrRedirectColumns].
func PreviewRedirects(ctx context.Context, o *office.Office, j RedirectJob, rows int) (list []Redirect, more bool, err error) {
	job := Job{File: j.File, Name: j.Name}
	file, size, err := job.open()
	if err != nil {
		return nil, false, err
	}
	defer file.Close()
	in, err := sheet.Open(job.name(), file, size, sheet.Limits{Rows: j.Most})
	if err != nil {
		return nil, false, err
	}
	defer in.Close()
	columns, err := redirectColumnsOf(in.Header())
	if err != nil {
		return nil, false, err
	}
	for len(list) < rows {
		row, err := in.Next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, false, err
		}
		list = append(list, columns.read(row))
	}
	if _, err := in.Next(); err != io.EOF {
		if err != nil {
			return nil, false, err
		}
		more = true
	}
	d, err := newRedirector(ctx, o.Store.Reader)
	if err != nil {
		return nil, false, err
	}
	return list, more, d.resolve(ctx, list)
}

// ImportRedirects takes over a table of old addresses: each leads on for good
// from the moment its act is committed. Every row comes in, is there already, or
// is refused. If an import of the same file was interrupted, this one goes on
// behind its last batch. Errors: as of [PreviewRedirects];
// [account.ErrForbidden], [ErrRunning].
func ImportRedirects(ctx context.Context, o *office.Office, by account.Actor, j RedirectJob, progress Progress) (store.Run, error) {
	if progress == nil {
		progress = func(int64, int64) {}
	}
	if !by.May(journal.RedirectImport, "") {
		return store.Run{}, account.ErrForbidden
	}
	job := Job{File: j.File, Name: j.Name}
	file, size, err := job.open()
	if err != nil {
		return store.Run{}, err
	}
	defer file.Close()
	header, total, sum, err := survey(ctx, job.name(), file, size)
	if err != nil {
		return store.Run{}, err
	}
	columns, err := redirectColumnsOf(header)
	if err != nil {
		return store.Run{}, err
	}
	if j.Most > 0 && total >= int64(j.Most) {
		return store.Run{}, fmt.Errorf("%w（最多 %d 行）", sheet.ErrTooManyRows, j.Most)
	}
	run, err := beginRedirects(ctx, o, by, job, sum, total)
	if err != nil {
		return run, err
	}
	in, err := sheet.Open(job.name(), file, size, sheet.Limits{})
	if err != nil {
		return run, err
	}
	defer in.Close()
	for range run.Position {
		if _, err := in.Next(); err != nil {
			return run, err
		}
	}
	progress(run.Position, total)
	for end := false; !end; {
		var list []Redirect
		for len(list) < redirectRows {
			row, err := in.Next()
			if err == io.EOF {
				end = true
				break
			}
			if err != nil {
				return run, err
			}
			list = append(list, columns.read(row))
		}
		if len(list) == 0 {
			break
		}
		if run, err = saveRedirects(ctx, o, by, run, list); err != nil {
			return run, err
		}
		progress(run.Position, total)
	}
	return finish(ctx, o, by, run)
}

func beginRedirects(ctx context.Context, o *office.Office, by account.Actor, j Job, sum string, total int64) (store.Run, error) {
	sum = "redirect " + sum // the same file may be a catalogue
	run, err := o.Store.InterruptedRun(ctx, "", sum)
	if err == nil || !errors.Is(err, store.ErrNotFound) {
		return run, err
	}
	packed, err := json.Marshal(redirectOptions{true})
	if err != nil {
		return run, err
	}
	run = store.Run{File: shown(j.name()), SHA256: sum, Mapping: string(packed), Actor: by.Login, Total: total}
	err = act(ctx, o, by, func(ctx context.Context, tx *store.Tx) error {
		id, err := tx.NextRun(ctx)
		if err != nil {
			return err
		}
		run.ID, run.StartedAt = id, tx.At
		return tx.SaveRun(ctx, run, nil, entry(tx, journal.ImportStart, run, "旧网址："+run.File))
	})
	return run, err
}

// saveRedirects saves a batch, and where the run stands with it.
func saveRedirects(ctx context.Context, o *office.Office, by account.Actor, run store.Run, rows []Redirect) (store.Run, error) {
	next := run
	err := act(ctx, o, by, func(ctx context.Context, tx *store.Tx) error {
		if err := still(ctx, tx, run); err != nil {
			return err
		}
		if err := permitted(ctx, tx, by, journal.RedirectImport, ""); err != nil {
			return err
		}
		d, err := newRedirector(ctx, tx.Reader)
		if err != nil {
			return err
		}
		list := slices.Clone(rows) // the act may be run again
		if err := d.resolve(ctx, list); err != nil {
			return err
		}
		next = run
		next.Position += int64(len(list))
		next.Read += int64(len(list))
		var fresh []store.OldAddress
		var refusals []store.Refusal
		for _, v := range list {
			switch {
			case v.Refused != nil:
				refusals = append(refusals, *v.Refused)
			case v.Already:
				next.Already++
			default:
				fresh = append(fresh, store.OldAddress{Address: v.Address, Target: v.Target, Run: run.ID})
			}
		}
		next.Imported += int64(len(fresh))
		next.Refused += int64(len(refusals))
		if len(fresh) > 0 {
			if err := tx.SaveOldAddresses(ctx, fresh, *entry(tx, journal.RedirectImport, run, fmt.Sprintf("旧网址 %d 个", len(fresh)))); err != nil {
				return err
			}
		}
		return tx.SaveRun(ctx, next, refusals, nil)
	})
	if err != nil {
		return run, err
	}
	return next, nil
}

// UndoRedirects takes away every old address a run brought: they are not found
// any more. Errors: [store.ErrNotFound], [ErrUndone], [account.ErrForbidden].
func UndoRedirects(ctx context.Context, o *office.Office, by account.Actor, id int64) (store.Run, error) {
	if !by.May(journal.RedirectUndo, "") {
		return store.Run{}, account.ErrForbidden
	}
	var run store.Run
	err := act(ctx, o, by, func(ctx context.Context, tx *store.Tx) error {
		now, err := tx.Run(ctx, id)
		if err == nil && !RedirectsOf(now) {
			err = store.ErrNotFound
		}
		if err != nil {
			return err
		}
		if !now.UndoneAt.IsZero() {
			return ErrUndone
		}
		if err := permitted(ctx, tx, by, journal.RedirectUndo, ""); err != nil {
			return err
		}
		now.UndoneAt = tx.At
		run = now
		return tx.UndoOldAddresses(ctx, now, *entry(tx, journal.RedirectUndo, now, fmt.Sprintf("撤销旧网址 %d 个", now.Imported)))
	})
	return run, err
}
