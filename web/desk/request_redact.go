package desk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"gongkai/affairs/journal"
	"gongkai/affairs/request"
	"gongkai/law/regulation"
	"gongkai/paper/redact"
	"gongkai/store"
	"gongkai/web/page"
)

// screenDPI is how sharp a page is shown to be drawn on.
const screenDPI = 110

// redactShowPage is one page of an original with the boxes drawn on it.
type redactShowPage struct {
	Form    *page.Form
	R       request.Request
	File    request.File
	Failed  string // why the file cannot be redacted; "" if it can
	Page    int    // from 1
	Pages   int
	Shape   redact.Page
	Boxes   []boxRow // on this page
	Drawn   []pageBoxes
	All     int // boxes on all pages
	Bare    int // of them without a ground
	Who     string
	When    string
	Grounds []page.Choice
	Phrases []phrase
	Copy    bool // there is a valid copy already
}

// boxRow is a box on the page that is shown.
type boxRow struct {
	N      int // on this page, from 1
	Box    request.Box
	Ground string // in words; "" while none is chosen
	Place  string
}

func groundField(b request.Box) string { return "ground-" + b.Key() }

// form is the ground of the box, which is wanting until one is chosen.
func (b boxRow) form() *page.Form {
	form := page.Filled(groundField(b.Box), b.Box.Ground)
	if b.Box.Ground == "" {
		form.Fail(groundField(b.Box), "请选择依据")
	}
	return form
}

// pageBoxes is how many boxes a page has.
type pageBoxes struct{ Page, N int }

// phrase is words of a page that follow each other: what can be chosen by its
// text.
type phrase struct {
	Text  string
	Boxes []request.Box // one a line
}

func redactHref(id request.ID, hash string) string { return requestHref(id) + "/redact/" + hash }

func (p redactShowPage) href() string { return redactHref(p.R.ID, p.File.Hash) }

func (p redactShowPage) pageHref(n int) string {
	s := p.href() + "?page=" + strconv.Itoa(n)
	if g := p.Form.Get("ground"); g != "" {
		s += "&ground=" + g
	}
	return s
}

// originalOf is the original of the address, in the case of the address.
func (d *Desk) originalOf(r *http.Request, q request.Request) (request.File, error) {
	i := slices.IndexFunc(q.Files, func(f request.File) bool { return f.Of == "original" && f.Hash == r.PathValue("hash") })
	if i < 0 {
		return request.File{}, page.ErrNotFound
	}
	return q.Files[i], nil
}

// originalFor is the original of the address, and its case, for one who may
// redact it.
func (d *Desk) originalFor(r *http.Request, o *Official) (request.Request, request.File, error) {
	q, err := d.requestFor(r, o, journal.RequestRedact)
	if err != nil {
		return q, request.File{}, err
	}
	f, err := d.originalOf(r, q)
	return q, f, err
}

func (d *Desk) redactShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	q, f, err := d.originalFor(r, o)
	if err != nil {
		return err
	}
	if job := d.redactions.last(redactKey{q.ID, f.Hash}); job != nil && !job.at().Ended {
		http.Redirect(w, r, redactHref(q.ID, f.Hash)+"/made", http.StatusSeeOther)
		return nil
	}
	if !q.Allows(journal.RequestRedact) {
		return undone(w, r, requestHref(q.ID), "这件申请现在不需要这样办理")
	}
	form := &page.Form{}
	form.Set("ground", page.QueryForm(r).Get("ground"))
	n, err := strconv.Atoi(page.QueryForm(r).Get("page"))
	if err != nil {
		n = 1
	}
	return d.redactShowAgain(w, r, http.StatusOK, form, q, f, n)
}

func (d *Desk) redactShowAgain(w http.ResponseWriter, r *http.Request, status int, form *page.Form, q request.Request, f request.File, n int) error {
	ctx := r.Context()
	d.Office.Warm()
	e, ok := q.Law()
	if !ok {
		return request.ErrEdition
	}
	p := redactShowPage{Form: form, R: q, File: f}
	doc, err := d.Office.Original(ctx, q, f.Hash)
	if refusal, known := page.Explain(ctx, err); known {
		p.Failed = refusal.Err.Error()
		return page.Render(w, r, http.StatusUnprocessableEntity, d.redactView(p))
	}
	if err != nil {
		return err
	}
	pages := doc.Pages()
	p.Pages = len(pages)
	p.Page = min(max(n, 1), p.Pages)
	p.Shape = pages[p.Page-1]
	drawn, err := d.Office.Store.Redaction(ctx, q.ID, f.Hash)
	if err != nil {
		return err
	}
	if p.Who, err = d.personName(ctx, drawn.Actor); err != nil {
		return err
	}
	p.When, p.All = moment(ctx, drawn.SavedAt), len(drawn.Boxes)
	counts := make([]int, p.Pages+1)
	for _, b := range drawn.Boxes {
		if b.Ground == "" {
			p.Bare++
		}
		if b.Page <= p.Pages {
			counts[b.Page]++
		}
		if b.Page == p.Page {
			p.Boxes = append(p.Boxes, boxRow{Box: b, Ground: groundName(b.Ground), Place: boxPlace(ctx, b)})
		}
	}
	for i, n := range counts {
		if n > 0 {
			p.Drawn = append(p.Drawn, pageBoxes{i, n})
		}
	}
	slices.SortStableFunc(p.Boxes, func(a, b boxRow) int { return inReading(a.Box, b.Box) })
	for i := range p.Boxes {
		p.Boxes[i].N = i + 1
	}
	p.Grounds = redactGrounds(e)
	words, err := doc.Words(ctx, p.Page)
	if err != nil {
		return err
	}
	p.Phrases = phrases(p.Page, words)
	_, p.Copy = q.CopyOf(f.Hash)
	return page.Render(w, r, status, d.redactView(p))
}

// redactGrounds is the grounds on which a part may be withheld.
func redactGrounds(e *regulation.Edition) []page.Choice {
	list := []page.Choice{{Text: "请选择"}}
	for _, g := range e.Grounds {
		list = append(list, page.Choice{Value: g.Code, Text: g.Name + "（" + g.Article + "）"})
	}
	return list
}

// inReading orders boxes from top to bottom.
func inReading(a, b request.Box) int {
	switch {
	case a.Page != b.Page:
		return a.Page - b.Page
	case a.Y < b.Y, a.Y == b.Y && a.X < b.X:
		return -1
	case a.Y == b.Y && a.X == b.X:
		return 0
	}
	return 1
}

// boxPlace is where a box is, for those who do not see the page.
func boxPlace(ctx context.Context, b request.Box) string {
	cent := func(v float64) string { return strconv.FormatFloat(100*v, 'f', 1, 64) }
	return page.Tf(ctx, "距左 %[1]s%%，距上 %[2]s%%，宽 %[3]s%%，高 %[4]s%%", cent(b.X), cent(b.Y), cent(b.W), cent(b.H))
}

// phrases joins the words of a page to pieces short enough to choose from:
// a piece ends with its line or with a mark.
func phrases(n int, words []redact.Word) []phrase {
	var list []phrase
	open := false
	for i, w := range words {
		letters := strings.ContainsFunc(w.Text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
		if !letters {
			open = false
			continue
		}
		box := request.Box{Page: n, X: w.X, Y: w.Y, W: w.W, H: w.H}
		if open {
			last := words[i-1]
			sameLine := w.Y < last.Y+last.H/2 && last.Y < w.Y+w.H/2 && w.X >= last.X && w.X-last.X-last.W < 1.5*max(last.H, 0.002)
			if open = sameLine; open {
				p := &list[len(list)-1]
				b := &p.Boxes[0]
				right, bottom := max(b.X+b.W, box.X+box.W), max(b.Y+b.H, box.Y+box.H)
				b.X, b.Y = min(b.X, box.X), min(b.Y, box.Y)
				b.W, b.H = right-b.X, bottom-b.Y
				if latin(last.Text) && latin(w.Text) && w.X-last.X-last.W > last.H/8 {
					p.Text += " "
				}
				p.Text += w.Text
				continue
			}
		}
		list = append(list, phrase{w.Text, []request.Box{box}})
		open = true
	}
	return list
}

func latin(s string) bool { return strings.IndexFunc(s, func(r rune) bool { return r >= 0x2e80 }) < 0 }

// redactPage is a page of the original as a picture. It is for those who may
// redact it, and stays in no cache.
func (d *Desk) redactPage(w http.ResponseWriter, r *http.Request, o *Official) error {
	q, f, err := d.originalFor(r, o)
	if err != nil {
		return err
	}
	n, ok := pngNumber(r)
	if !ok {
		return page.ErrNotFound
	}
	doc, err := d.Office.Original(r.Context(), q, f.Hash)
	if err != nil {
		return err
	}
	b, err := doc.Page(r.Context(), n, screenDPI)
	return servePNG(w, r, b, err)
}

// pngNumber reads the page of an address that ends in 12.png.
func pngNumber(r *http.Request) (int, bool) {
	s, ok := strings.CutSuffix(r.PathValue("n"), ".png")
	n, err := strconv.Atoi(s)
	return n, ok && err == nil && n > 0
}

func servePNG(w http.ResponseWriter, r *http.Request, b []byte, err error) error {
	if errors.Is(err, redact.ErrNoPage) {
		return page.ErrNotFound
	}
	if err != nil {
		return err
	}
	h := w.Header()
	h.Set("Content-Type", "image/png")
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(b))
	return nil
}

// redactPresses is the buttons of the page, and what its script sends.
var redactPresses = page.Presses{"find", "words", "box", "draw", "save", "clear", "remove_*", "apply"}

// redactDraw does what one button of the page asks: draws, takes away, names
// grounds, or has the copy made. What others draw meanwhile stays.
func (d *Desk) redactDraw(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	q, f, err := d.originalFor(r, o)
	if err != nil {
		return err
	}
	if !q.Allows(journal.RequestRedact) {
		return request.ErrState
	}
	e, ok := q.Law()
	if !ok {
		return request.ErrEdition
	}
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(form.Get("page"))
	if err != nil {
		n = 1
	}
	again := func() error {
		return d.redactShowAgain(w, r, http.StatusUnprocessableEntity, form, q, f, n)
	}
	doc, err := d.Office.Original(ctx, q, f.Hash)
	if err != nil {
		if _, known := page.Explain(ctx, err); known {
			return again()
		}
		return err
	}
	n = min(max(n, 1), len(doc.Pages()))
	act, err := redactPresses.Pressed(form)
	if err != nil {
		return err
	}
	verb, key, _ := strings.Cut(act, "_")
	fresh, err := d.drawnNow(ctx, form, doc, n, verb)
	if err != nil {
		return err
	}
	if !form.OK() {
		return again()
	}
	for i := range fresh {
		if _, ok := e.Ground(form.Get("ground")); ok {
			fresh[i].Ground = form.Get("ground")
		}
	}
	added := 0
	drawn, err := d.Office.Store.Draw(ctx, q.ID, f.Hash, o.Person.Login, d.Office.Now(), func(boxes []request.Box) ([]request.Box, error) {
		boxes = slices.Clone(boxes)
		for i := range boxes {
			name := groundField(boxes[i])
			if _, known := e.Ground(form.Get(name)); known || form.Get(name) == "" && form.Has(name, "") {
				boxes[i].Ground = form.Get(name)
			}
		}
		if verb == "remove" {
			boxes = slices.DeleteFunc(boxes, func(b request.Box) bool { return b.Key() == key })
		}
		if verb == "clear" {
			boxes = slices.DeleteFunc(boxes, func(b request.Box) bool { return b.Page == n })
		}
		was := len(boxes)
		for _, b := range fresh {
			if !slices.ContainsFunc(boxes, func(o request.Box) bool { return o.Key() == b.Key() }) {
				boxes = append(boxes, b)
			}
		}
		added = len(boxes) - was
		if len(boxes) > request.MostBoxes {
			return nil, request.ErrBoxes
		}
		return boxes, nil
	})
	if err == nil && verb == "apply" {
		if !form.Has("sure", "yes") {
			form.Fail("sure", "请逐页看过以后勾选确认")
			return again()
		}
		if err = request.CheckBoxes(e, drawn.Boxes); err == nil {
			at := &redactJob{}
			err = d.redactions.start(ctx, redactKey{q.ID, f.Hash}, at, func(ctx context.Context) error {
				_, err := d.Office.Redact(ctx, o.Actor, drawn, at.tell)
				return err
			})
		}
		if err == nil || errors.Is(err, errRedacting) {
			http.Redirect(w, r, redactHref(q.ID, f.Hash)+"/made", http.StatusSeeOther)
			return nil
		}
	}
	if err != nil {
		if form.Refuse(ctx, err) {
			return again()
		}
		return err
	}
	if verb == "find" {
		page.LeaveNotice(w, r, page.Tf(ctx, "找到 %[1]d 处，新遮盖 %[2]d 处", len(fresh), added))
	}
	p := redactShowPage{Form: form, R: q, File: f}
	http.Redirect(w, r, p.pageHref(n), http.StatusSeeOther)
	return nil
}

// drawnNow is the boxes the form asks for on page n; what is wrong fails its
// field.
func (d *Desk) drawnNow(ctx context.Context, form *page.Form, doc *redact.Document, n int, verb string) ([]request.Box, error) {
	what := line(form, "what", 100)
	var list []request.Box
	switch {
	case verb == "find" && what == "" && form.Get("left") != "":
		fallthrough // Enter in a field of the numbers presses the first button
	case verb == "box":
		var v [4]float64
		for i, name := range []string{"left", "top", "width", "height"} {
			value, err := strconv.ParseFloat(strings.TrimSuffix(form.Get(name), "%"), 64)
			if v[i] = value / 100; err != nil || !(value >= 0 && value <= 100) {
				form.Fail(name, "请填写 0 到 100 之间的数")
			}
		}
		// A number typed wrong is not cut to fit: it would cover another place.
		for i, field := range []string{"width", "height"} {
			if v[i]+v[i+2] > 1+1e-9 && form.OK() {
				form.Fail(field, "遮盖框超出了页面：距左加宽、距上加高都不能超过 100")
			}
		}
		list = append(list, request.Box{Page: n, X: v[0], Y: v[1], W: v[2], H: v[3]})
	case verb == "draw":
		for _, s := range form.Values["drawn"] {
			b := request.Box{Page: n}
			if _, err := fmt.Sscanf(s, "%g,%g,%g,%g", &b.X, &b.Y, &b.W, &b.H); err != nil || len(list) >= request.MostBoxes {
				return nil, page.ErrBadRequest
			}
			list = append(list, b)
		}
	case verb == "find":
		if what == "" {
			form.Fail("what", "请填写要遮盖的文字")
			return nil, nil
		}
		found, err := doc.Find(ctx, what)
		if err != nil {
			return nil, err
		}
		for _, b := range found {
			if !form.Has("here", "yes") || b.Page == n {
				list = append(list, request.Box{Page: b.Page, X: b.X, Y: b.Y, W: b.W, H: b.H})
			}
		}
		if len(list) == 0 {
			form.Fail("what", "没有找到。图片、扫描件里的文字查找不到，请在页面上画框")
		}
	case verb == "words":
		words, err := doc.Words(ctx, n)
		if err != nil {
			return nil, err
		}
		all := phrases(n, words)
		for _, v := range form.Values["phrase"] {
			if i, err := strconv.Atoi(v); err == nil && i >= 0 && i < len(all) {
				list = append(list, all[i].Boxes...)
			}
		}
		if len(list) == 0 {
			form.Fail("phrase", "请勾选要遮盖的文字")
		}
	}
	for i := range list {
		var err error
		if list[i], err = list[i].Snapped(); err != nil && form.OK() {
			form.Fail("left", err.Error())
		}
	}
	return list, nil
}

// redactMadePage is a copy being made, or one that is there.
type redactMadePage struct {
	R      request.Request
	File   request.File // the original
	Pace   *redactPace  // nil unless one is being made here
	Failed string       // why the last try came to nothing
	Copy   request.File // Hash is "" while there is none
	Made   request.Redaction
	Who    string
	From   int // first page shown, from 1
	Until  int
	Draw   bool // the official may go on drawing
	Draft  bool
}

func (p redactMadePage) href() string { return redactHref(p.R.ID, p.File.Hash) }

// previewsSize is how many pages are shown at once.
const previewsSize = 12

func (d *Desk) redactMade(w http.ResponseWriter, r *http.Request, o *Official) error {
	ctx := r.Context()
	q, err := d.requestOf(r, o)
	if err != nil {
		return err
	}
	f, err := d.originalOf(r, q)
	if err != nil {
		return err
	}
	may := o.MayIn(journal.RequestRedact, q.Agency) && q.Allows(journal.RequestRedact)
	p := redactMadePage{R: q, File: f, Draw: may, Draft: may && o.MayIn(journal.RequestDraft, q.Agency)}
	if job := d.redactions.last(redactKey{q.ID, f.Hash}); job != nil {
		at := job.at()
		if !at.Ended {
			p.Pace = &at
			refreshEvery(w)
			return page.Render(w, r, http.StatusOK, d.redactMadeView(p))
		}
		p.Failed = redactFailure(ctx, at.Err)
	}
	var there bool
	if p.Copy, there = q.CopyOf(f.Hash); !there {
		if p.Failed == "" && may {
			http.Redirect(w, r, p.href(), http.StatusSeeOther)
			return nil
		}
		if p.Failed == "" {
			return page.ErrNotFound
		}
		return page.Render(w, r, http.StatusOK, d.redactMadeView(p))
	}
	p.Made, there = q.Redaction(p.Copy.Hash)
	if !there {
		return page.ErrNotFound
	}
	if p.Who, err = d.personName(ctx, p.Made.By); err != nil {
		return err
	}
	from, err := strconv.Atoi(page.QueryForm(r).Get("from"))
	if err != nil {
		from = 1
	}
	p.From = min(max(from, 1), max(p.Made.Pages, 1))
	p.Until = min(p.From+previewsSize-1, p.Made.Pages)
	return page.Render(w, r, http.StatusOK, d.redactMadeView(p))
}

// redactFailure is why no copy came of it, in words for whoever asked for it.
func redactFailure(ctx context.Context, err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, context.Canceled):
		return "遮盖已停下，画好的框都在"
	case errors.Is(err, store.ErrChanged):
		return "遮盖期间有人改动了遮盖框，请核对后重新遮盖"
	}
	if refusal, ok := page.Explain(ctx, err); ok {
		return refusal.Err.Error()
	}
	return "系统出了问题，遮盖没有完成；画好的框都在，可以再试一次"
}

// redactPreview is a page of the copy, for those who may see the case. There
// is none of an original.
func (d *Desk) redactPreview(w http.ResponseWriter, r *http.Request, o *Official) error {
	q, err := d.requestOf(r, o)
	if err != nil {
		return err
	}
	f, err := d.originalOf(r, q)
	if err != nil {
		return err
	}
	copied, ok := q.CopyOf(f.Hash)
	n, whole := pngNumber(r)
	if !ok || !whole {
		return page.ErrNotFound
	}
	_, b, err := d.Office.Copy(r.Context(), q, copied.Hash)
	if err != nil {
		return err
	}
	b, err = redact.Preview(b, n, 700)
	return servePNG(w, r, b, err)
}

func (d *Desk) redactStop(w http.ResponseWriter, r *http.Request, o *Official) error {
	q, f, err := d.originalFor(r, o)
	if err != nil {
		return err
	}
	if job := d.redactions.last(redactKey{q.ID, f.Hash}); job != nil {
		job.stop()
	}
	return done(w, r, redactHref(q.ID, f.Hash)+"/made", "正在停下，画好的框都在")
}

// thousandth is a fraction of the page in the units of the drawing over it.
func thousandth(v float64) string { return strconv.FormatFloat(1000*v, 'f', 2, 64) }

func redactPaging(ctx context.Context, p redactShowPage) page.Paging {
	g := page.Paging{Info: page.Tf(ctx, "第 %[1]d 页，共 %[2]d 页", p.Page, p.Pages)}
	if p.Page > 1 {
		g.Newer = p.pageHref(p.Page - 1)
	}
	if p.Page < p.Pages {
		g.Older = p.pageHref(p.Page + 1)
	}
	return g
}

func previewPaging(ctx context.Context, p redactMadePage) page.Paging {
	g := page.Paging{Info: page.Tf(ctx, "第 %[1]d 至 %[2]d 页，共 %[3]d 页", p.From, p.Until, p.Made.Pages)}
	if p.From > 1 {
		g.Newer = p.href() + "/made?from=" + strconv.Itoa(max(1, p.From-previewsSize))
	}
	if p.Until < p.Made.Pages {
		g.Older = p.href() + "/made?from=" + strconv.Itoa(p.Until+1)
	}
	return g
}
