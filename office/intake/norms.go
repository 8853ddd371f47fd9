package intake

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/norm"
	"gongkai/affairs/publication"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
	"gongkai/office"
	normtext "gongkai/paper/norm"
	"gongkai/paper/richtext"
	"gongkai/store"
)

// The refusals of files of norms.
var (
	ErrNormFile  = errors.New("文件名应写成 名称(2019-04-03).md 或 .txt 的形式")
	ErrNormTwice = errors.New("同一名称、同一日期有两个文件")
	ErrNormEmpty = errors.New("文件没有正文")
	ErrNormLong  = errors.New("正文太长")
	ErrNormLate  = errors.New("文件的日期晚于今天")
	ErrNormOrder = errors.New("施行日期不晚于前一个文本，无法排列先后")
	ErrNormOlder = errors.New("已收录的文本都晚于或者等于这个日期，较早的文本请先撤销原来的导入再一并导入")
	ErrNormNone  = errors.New("没有可以导入的文件")
)

// Norm is a norm as files tell it: its title and its wordings, in the order of
// their days.
type Norm struct {
	Title    string // of the files
	Wordings []NormWording
}

// NormWording is one file.
type NormWording struct {
	Row  int64  // its place among all files, from 1
	File string // its name
	// Day is that of the file's name: when the wording was adopted. From is
	// when it takes effect, as the text says; Day if it does not say.
	Day, From calendar.Day
	Title     string // as printed in the text; that of the files if there is none
	Number    string // of the order that issued it; "" if none is named
	By        string // what ordered this wording, as the note says
	Text      string // plain, without the title
	Expires   calendar.Day
	refused   error
}

// NormJob is a folder or an archive of norms, one file a wording.
type NormJob struct {
	Agency   agency.Code
	File     string // a folder, .tar, .tar.gz or .tgz
	Category string // code in the category tree; required
	Voucher  string // who answers for the review; required
}

type normOptions struct {
	Norms    bool   `json:"norms"`
	Category string `json:"category"`
}

var (
	normFile   = regexp.MustCompile(`^(.+?)\s*[(（]([0-9]{4}-[0-9]{2}-[0-9]{2})[)）]\.(?:md|txt)$`)
	headSign   = regexp.MustCompile(`(?m)^#{1,6}[ \t]+`)
	comment    = regexp.MustCompile(`(?s)<!--.*?-->`)
	noteDay    = regexp.MustCompile(`^[（(]?(?:根据)?([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日\s*(.*)$`)
	noteEffect = regexp.MustCompile(`^(?:起)?(?:施行|实施)`)
)

// unseen are the blanks of no width that web pages leave in a text.
var unseen = strings.NewReplacer("\u200b", "", "\u200c", "", "\u200d", "", "\ufeff", "")

// ReadNorm reads one file of a norm. content is Markdown or plain text. A
// wording that cannot come in says so when it is imported.
func ReadNorm(name, content string) (title string, w NormWording, err error) {
	m := normFile.FindStringSubmatch(name)
	if m == nil {
		return "", w, ErrNormFile
	}
	title = strings.TrimSpace(m[1])
	if w.Day, err = calendar.ParseDay(m[2]); err != nil {
		return title, w, ErrNormFile
	}
	w.File = name
	content = headSign.ReplaceAllString(comment.ReplaceAllString(unseen.Replace(content), ""), "")
	if err := text.Sound(content); err != nil {
		return title, w, err
	}
	d := normtext.Parse(content)
	w.Title = cmp.Or(d.Title, title)
	d.Title = ""
	w.Text = d.Plain()
	switch {
	case w.Text == "":
		return title, w, ErrNormEmpty
	case utf8.RuneCountInString(w.Text) > publication.MaxBody-publication.MaxTitle:
		return title, w, ErrNormLong
	case utf8.RuneCountInString(w.Title) > publication.MaxTitle:
		return title, w, publication.ErrTitle
	}
	for _, c := range normtext.Citations(strings.Join(d.Notes, "\n")) {
		if w.Number == "" && c.Title == "" && c.Number != "" && utf8.RuneCountInString(c.Number) <= publication.MaxNumber {
			w.Number = c.Number
		}
	}
	w.From, w.Expires = norm.Term(ending(d), w.Day)
	w.By = w.Day.String() + " 修订"
	for _, note := range d.Notes {
		m := noteDay.FindStringSubmatch(note)
		if m == nil {
			continue
		}
		day, err := calendar.ParseDay(fmt.Sprintf("%s-%02s-%02s", m[1], m[2], m[3]))
		rest := strings.TrimFunc(m[4], func(r rune) bool { return r == '　' || r == ' ' || r == '）' || r == ')' })
		switch {
		case err != nil:
		case noteEffect.MatchString(rest):
			if day >= w.Day {
				w.From = day
			}
		case day == w.Day && rest != "":
			w.By = cut(rest)
		}
	}
	return title, w, nil
}

// ending is where a norm says when it takes effect: its last article. Above
// it, 有效期为五年 is that of a licence.
func ending(d normtext.Document) string {
	list := d.Articles()
	if len(list) == 0 {
		list = d.Body
	}
	if len(list) == 0 {
		return ""
	}
	return list[len(list)-1].Plain()
}

// cut is s as long as what changes a norm may be named.
func cut(s string) string {
	if r := []rune(s); len(r) > norm.MaxBy {
		return string(r[:norm.MaxBy])
	}
	return s
}

// NormsOf puts files together: those of one title are wordings of one norm.
// Every file is in exactly one norm, those that are refused too. Norms are in
// the order of their titles.
func NormsOf(files []NormFile, today calendar.Day) []Norm {
	files = slices.Clone(files)
	slices.SortFunc(files, func(a, b NormFile) int { return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.Path, b.Path)) })
	at := map[string]int{}
	var list []Norm
	for _, f := range files {
		title, w, err := ReadNorm(f.Name, f.Content)
		w.File = f.Name
		if err == nil && w.Day > today {
			err = ErrNormLate
		}
		w.refused = err
		if title == "" {
			title = f.Name
		}
		i, ok := at[title]
		if !ok {
			i = len(list)
			at[title] = i
			list = append(list, Norm{Title: title})
		}
		list[i].Wordings = append(list[i].Wordings, w)
	}
	slices.SortStableFunc(list, func(a, b Norm) int { return cmp.Compare(a.Title, b.Title) })
	row := int64(0)
	for _, n := range list {
		slices.SortStableFunc(n.Wordings, func(a, b NormWording) int { return cmp.Compare(a.Day, b.Day) })
		var last *NormWording
		for i := range n.Wordings {
			w := &n.Wordings[i]
			row++
			w.Row = row
			switch {
			case w.refused != nil:
				continue
			case last != nil && w.Day == last.Day:
				w.refused = ErrNormTwice
				continue
			case last != nil && w.From <= last.From:
				// What changed before it took effect holds from the same day;
				// two wordings of a day have no order.
				if w.From = w.Day; w.From <= last.From {
					w.refused = ErrNormOrder
					continue
				}
			}
			last = w
		}
	}
	return list
}

// NormsRun says whether a run imported norms.
func NormsRun(run store.Run) bool {
	var opt normOptions
	return json.Unmarshal([]byte(run.Mapping), &opt) == nil && opt.Norms
}

// normBatch is how many norms one act saves.
const normBatch = 50

// ImportNorms takes over a folder or an archive of norms. Each becomes a
// publication with its first wording, the later ones amend it from their days
// on; a norm that is there already gets the wordings it lacks. Every file
// comes in, is there already, or is refused. If an import of the same files
// was interrupted, this one goes on behind its last batch. Errors: as of
// [Import]; [ErrNormNone], [ErrCategoryNone], those of [ReadNormFiles].
func ImportNorms(ctx context.Context, o *office.Office, by account.Actor, j NormJob, progress Progress) (store.Run, error) {
	if progress == nil {
		progress = func(int64, int64) {}
	}
	if err := admit(ctx, o, by, Job{Agency: j.Agency, Voucher: j.Voucher}); err != nil {
		return store.Run{}, err
	}
	if !by.May(journal.NormAmend, j.Agency) {
		return store.Run{}, account.ErrForbidden
	}
	if err := knownCategory(ctx, o.Store, j.Category); err != nil {
		return store.Run{}, err
	}
	files, sum, err := ReadNormFiles(ctx, j.File)
	if err != nil {
		return store.Run{}, err
	}
	if len(files) == 0 {
		return store.Run{}, ErrNormNone
	}
	list := NormsOf(files, o.Today())
	run, err := beginNorms(ctx, o, by, j, sum, int64(len(files)))
	if err != nil {
		return run, err
	}
	var opt normOptions
	if err := json.Unmarshal([]byte(run.Mapping), &opt); err != nil {
		return run, err
	}
	progress(run.Position, run.Total)
	for at, done := 0, int64(0); at < len(list); {
		batch := list[at:min(len(list), at+normBatch)]
		at += len(batch)
		n := int64(0)
		for _, v := range batch {
			n += int64(len(v.Wordings))
		}
		if done += n; done <= run.Position {
			continue // saved before the interruption
		}
		if run, err = saveNorms(ctx, o, by, run, opt, batch, n); err != nil {
			return run, err
		}
		progress(run.Position, run.Total)
	}
	return finish(ctx, o, by, run)
}

func knownCategory(ctx context.Context, s *store.Store, code string) error {
	tree, err := s.Categories(ctx)
	if err != nil {
		return err
	}
	for _, c := range tree {
		if c.Code == code {
			return nil
		}
	}
	return ErrCategoryNone
}

func beginNorms(ctx context.Context, o *office.Office, by account.Actor, j NormJob, sum string, total int64) (store.Run, error) {
	sum = "norms " + sum // of the files, whatever archive they lie in
	run, err := o.Store.InterruptedRun(ctx, j.Agency, sum)
	if err == nil || !errors.Is(err, store.ErrNotFound) {
		return run, err
	}
	packed, err := json.Marshal(normOptions{true, j.Category})
	if err != nil {
		return run, err
	}
	run = store.Run{Agency: j.Agency, File: shown(Job{File: j.File}.name()), SHA256: sum, Mapping: string(packed),
		Voucher: strings.TrimSpace(j.Voucher), Actor: by.Login, Total: total}
	err = act(ctx, o, by, func(ctx context.Context, tx *store.Tx) error {
		id, err := tx.NextRun(ctx)
		if err != nil {
			return err
		}
		run.ID, run.StartedAt = id, tx.At
		return tx.SaveRun(ctx, run, nil, entry(tx, journal.ImportStart, run, "规范："+run.File))
	})
	return run, err
}

// saveNorms saves a batch of norms, and where the run stands with it.
func saveNorms(ctx context.Context, o *office.Office, by account.Actor, run store.Run, opt normOptions, list []Norm, files int64) (store.Run, error) {
	next := run
	err := act(ctx, o, by, func(ctx context.Context, tx *store.Tx) error {
		if err := still(ctx, tx, run); err != nil {
			return err
		}
		if err := atWork(ctx, tx, run.Agency); err != nil {
			return err
		}
		for _, what := range []journal.Act{journal.Import, journal.NormAmend} {
			if err := permitted(ctx, tx, by, what, run.Agency); err != nil {
				return err
			}
		}
		next = run
		next.Position += files
		next.Read += files
		var refusals []store.Refusal
		for _, n := range list {
			imported, already, refused, err := saveNorm(ctx, tx, o.Calendar(), run, opt, n)
			if err != nil {
				return fmt.Errorf("import %s: %w", shown(n.Title), err)
			}
			next.Imported += imported
			next.Already += already
			refusals = append(refusals, refused...)
		}
		next.Refused += int64(len(refusals))
		slices.SortFunc(refusals, func(a, b store.Refusal) int { return cmp.Compare(a.Row, b.Row) })
		return tx.SaveRun(ctx, next, refusals, nil)
	})
	if err != nil {
		return run, err
	}
	return next, nil
}

// saveNorm saves what of one norm is not there. A wording that the norm does
// not take is refused, and the others come in.
func saveNorm(ctx context.Context, tx *store.Tx, cal *calendar.Calendar, run store.Run, opt normOptions, v Norm) (imported, already int64, refusals []store.Refusal, err error) {
	refuse := func(w NormWording, why error) {
		refusals = append(refusals, store.Refusal{Row: w.Row, Field: "文件", Reason: why.Error(), Value: shown(w.File)})
	}
	var sound []NormWording
	for _, w := range v.Wordings {
		if w.refused != nil {
			refuse(w, w.refused)
		} else {
			sound = append(sound, w)
		}
	}
	if len(sound) == 0 {
		return 0, 0, refusals, nil
	}
	id, err := normTitled(ctx, tx, run.Agency, sound)
	if err != nil {
		return 0, 0, nil, err
	}
	if id == 0 {
		if id, err = firstWording(ctx, tx, cal, run, opt, sound[0]); err != nil {
			return 0, 0, nil, err
		}
		imported, sound = 1, sound[1:]
	}
	n, err := tx.Norm(ctx, id)
	if err != nil {
		return 0, 0, nil, err
	}
	for _, w := range sound {
		switch {
		case w.Day == n.IssuedOn, slices.ContainsFunc(n.Events, func(e norm.Event) bool { return e.Kind == norm.ToAmended && e.Struck == "" && e.On == w.From }):
			already++
			continue
		case w.From <= n.IssuedOn, slices.ContainsFunc(n.Events, func(e norm.Event) bool { return e.Kind == norm.ToAmended && e.Struck == "" && e.On > w.From }):
			refuse(w, ErrNormOlder)
			continue
		}
		body, err := richtext.FromPlain(w.Text)
		if err != nil {
			refuse(w, err)
			continue
		}
		m, e, err := norm.Amend(n, norm.Amendment{On: w.From, By: w.By, Text: body}, tx.Actor.Login, tx.At)
		if err != nil {
			refuse(w, err) // the norm ended before, or has not begun
			continue
		}
		if err := tx.SaveNorm(ctx, m, body, e); err != nil {
			return 0, 0, nil, err
		}
		m.Stamp++
		n = m
		imported++
	}
	return imported, already, refusals, nil
}

// normTitled is the document of the agency that bears the title of a wording;
// 0 if there is none.
func normTitled(ctx context.Context, tx *store.Tx, in agency.Code, list []NormWording) (int64, error) {
	for _, w := range list {
		line, err := tx.DocumentTitled(ctx, w.Title)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil || line.Agency == in {
			return line.ID, err
		}
	}
	return 0, nil
}

// firstWording publishes a norm as it first read.
func firstWording(ctx context.Context, tx *store.Tx, cal *calendar.Calendar, run store.Run, opt normOptions, w NormWording) (int64, error) {
	body, err := richtext.FromPlain(w.Text)
	if err != nil {
		return 0, err
	}
	r := Record{Agency: run.Agency, Imported: publication.Imported{
		Content: publication.Content{Title: w.Title, Number: w.Number, Category: opt.Category, IssuedOn: w.Day, EndedOn: calendar.NoDay, Body: body,
			Normative: opt.Category != publication.Rules, Validity: publication.InForce, Channels: publication.Website},
		PublishedAt: w.Day.Start(),
	}}
	b := &batch{rows: 1, records: []Record{r}, keys: []string{""}}
	if _, err := b.save(ctx, tx, cal, run.ID, run.Voucher); err != nil {
		return 0, err
	}
	line, err := tx.DocumentTitled(ctx, w.Title)
	if err != nil {
		return 0, err
	}
	n, err := tx.Norm(ctx, line.ID)
	if err != nil {
		return 0, err
	}
	if w.From <= w.Day && w.Expires == calendar.NoDay {
		return line.ID, nil
	}
	n, e, err := norm.SetTerm(n, max(w.From, w.Day), w.Expires, "导入时由正文读出", tx.Actor.Login, tx.At)
	if err != nil {
		return 0, err
	}
	return line.ID, tx.SaveNorm(ctx, n, "", e)
}
