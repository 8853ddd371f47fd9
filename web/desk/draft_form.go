package desk

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/publication"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
	"gongkai/office"
	"gongkai/paper/richtext"
	"gongkai/store"
	"gongkai/web/page"
)

// draftFormPage is the form in which information is drafted. It may be saved
// at any completeness once it has a name; what is missing is asked for when it
// is submitted.
type draftFormPage struct {
	Form *page.Form
	// Draft is the draft as saved; ID 0 for one never saved.
	Draft      publication.Draft
	Agencies   []page.Choice // for a new draft, where one may draft
	Agency     string        // the name, of a draft that has its agency
	Categories []page.Choice // of the tree, under the law's items
	Grounds    []page.Choice
	Edition    string // the Regulation the grounds are from, with its decree
	Files      []fileRow
	Asked      []asked
	Consult    []page.Choice
	Origin     originPart
	Due        due
	// Untold says that it is on record as having gone out on Weibo or WeChat, and
	// not on which; so it may stay.
	Untold bool
	Policy policy
	// Kept says that the rest was saved although something is wrong.
	Kept bool
	Gate gatePart
	// Newer is what somebody else saved meanwhile, set against what was typed;
	// nil unless that happened.
	Newer *newer
}

// newer is a draft as somebody else left it.
type newer struct {
	Who     string
	Fields  []fieldChange // Before is theirs, After what was typed
	Changes []richtext.Change
}

// policy is what was typed as the policy explained, and what was found by it.
type policy struct {
	Typed string
	// Found is the policy; ID 0 if nothing public here bears that number.
	Found store.Line
}

// policyOf looks for the policy that a content explains.
func (d *Desk) policyOf(ctx context.Context, c publication.Content, own int64) (policy, error) {
	p := policy{Typed: c.Interprets}
	var err error
	p.Found, err = d.Office.Store.Policy(ctx, c, own)
	if errors.Is(err, store.ErrNotFound) {
		err = nil
	}
	return p, err
}

func (p draftFormPage) action() string {
	if p.Draft.ID == 0 {
		return "/desk/draft/new"
	}
	return "/desk/draft/" + number(p.Draft.ID) + "/edit"
}

func (p draftFormPage) title() string {
	switch {
	case p.Draft.ID == 0:
		return "起草"
	case p.Draft.Publication != 0:
		return "更新"
	}
	return "修改草稿"
}

func (d *Desk) draftNew(w http.ResponseWriter, r *http.Request, o *Official) error {
	form := &page.Form{}
	form.Set("channels", "website")
	form.Set("origin", "own")
	form.Set("once", rand.Text())
	codes := o.Where(journal.DraftStart)
	if len(codes) == 1 {
		form.Set("agency", string(codes[0]))
	}
	p, err := d.draftFormPage(r.Context(), o, form, publication.Draft{}, nil)
	if err != nil {
		return err
	}
	return page.Show(w, r, form, d.draftFormView(p))
}

// draftMine is the draft of the address for one who may edit it.
func (d *Desk) draftMine(r *http.Request, o *Official) (publication.Draft, error) {
	v, err := d.draftOf(r, o)
	if err == nil && !o.MayIn(journal.DraftEdit, v.Agency) {
		err = account.ErrForbidden
	}
	return v, err
}

func (d *Desk) draftEditShow(w http.ResponseWriter, r *http.Request, o *Official) error {
	v, err := d.draftMine(r, o)
	if err != nil {
		return err
	}
	if !v.State.Allows(journal.DraftEdit) {
		http.Redirect(w, r, "/desk/draft/"+number(v.ID), http.StatusSeeOther)
		return nil
	}
	form := formOf(v)
	p, err := d.draftFormPage(r.Context(), o, form, v, v.Content.Attachments)
	if err != nil {
		return err
	}
	return page.Show(w, r, form, d.draftFormView(p))
}

func (d *Desk) draftStart(w http.ResponseWriter, r *http.Request, o *Official) error {
	return d.draftSave(w, r, o, publication.Draft{ReexamineOn: calendar.NoDay})
}

// draftOnce is the draft that the form became when it was sent before, by a
// button pressed twice, a page loaded anew, or the way back; ID 0 if it was not.
func (d *Desk) draftOnce(ctx context.Context, o *Official, form *page.Form) (publication.Draft, error) {
	id, err := d.Office.Started(ctx, o.Actor, form.Get("once"))
	if err != nil || id == 0 {
		return publication.Draft{ReexamineOn: calendar.NoDay}, err
	}
	v, err := d.Office.Store.Draft(ctx, id)
	if err == nil && !o.MayIn(journal.DraftEdit, v.Agency) {
		err = account.ErrForbidden
	}
	return v, err
}

func (d *Desk) draftEdit(w http.ResponseWriter, r *http.Request, o *Official) error {
	v, err := d.draftMine(r, o)
	if err != nil {
		return err
	}
	return d.draftSave(w, r, o, v)
}

var formPresses = page.Presses{"draft", "preview", "submit"}

// draftSave takes a posted form as far as it goes: the files are kept in any
// case; the content is saved if each of its fields can be kept; then the
// attribute, then the questions to other agencies, and last, when asked, the
// draft goes to the review. All that is wrong is said at once, each beside its
// field, and the form comes back with all that was typed.
func (d *Desk) draftSave(w http.ResponseWriter, r *http.Request, o *Official, v publication.Draft) error {
	ctx := r.Context()
	form, err := page.ReadForm(r)
	if err != nil {
		return err
	}
	act, err := formPresses.Pressed(form)
	if err != nil {
		return err
	}
	starts := v.ID == 0
	if starts {
		if v, err = d.draftOnce(ctx, o, form); err != nil {
			return err
		}
		if v.ID != 0 && !v.State.Allows(journal.DraftEdit) {
			page.LeaveNotice(w, r, "这份草稿先前已经保存")
			http.Redirect(w, r, "/desk/draft/"+number(v.ID), http.StatusSeeOther)
			return nil
		}
	}
	files, err := d.readFiles(ctx, r, form, v)
	if err != nil {
		return err
	}
	content := d.readContent(ctx, form, files)
	change := block(form, "change", maxWords)
	again := func(status int, v publication.Draft, kept bool, n *newer) error {
		sortErrors(form)
		p, err := d.draftFormPage(ctx, o, form, v, files)
		if err != nil {
			return err
		}
		p.Kept, p.Newer = kept, n
		return page.Render(w, r, status, d.draftFormView(p))
	}
	in := v.Agency
	if v.ID == 0 {
		in = agency.Code(form.Get("agency"))
		if !slices.Contains(o.Where(journal.DraftStart), in) {
			form.Fail("agency", "请选择机关")
		}
	}
	if err := d.checkCategory(ctx, form, content.Category, in); err != nil {
		return err
	}
	d.checkContent(form, content)
	keep := form.OK()
	// What follows keeps nothing from being saved, but is said with the rest.
	origin := readOrigin(form, v, in)
	determination, err := d.readDetermination(ctx, form, v)
	if err != nil {
		return err
	}
	if act == "submit" {
		checkSubmit(form, v, content, change)
	}
	if !keep {
		return again(http.StatusUnprocessableEntity, v, false, nil)
	}

	switch {
	case v.ID == 0:
		v, err = d.Office.StartOnce(ctx, o.Actor, in, content, form.Get("once"))
		if err == nil && !v.Has(content) {
			err = store.ErrChanged
		}
	case starts && v.Has(content):
		// Nothing is new since it was sent before.
	case stampOf(form) != v.Stamp:
		err = store.ErrChanged
	case !reflect.DeepEqual(v.Content, content) || v.Change != change:
		var saved publication.Draft
		if saved, err = d.Office.Edit(ctx, o.Actor, v.ID, v.Stamp, content, change); err == nil {
			v = saved
		}
	}
	if errors.Is(err, store.ErrChanged) {
		if v, err = d.Office.Store.Draft(ctx, v.ID); err != nil {
			return err
		}
		n, err := d.newer(ctx, v, content)
		if err != nil {
			return err
		}
		form.Fail("", store.ErrChanged.Error())
		return again(http.StatusConflict, v, false, &n)
	}
	if err != nil {
		if !form.Refuse(ctx, err) {
			return err
		}
		if v.Stamp == 0 || v.ID == 0 {
			v = publication.Draft{ReexamineOn: calendar.NoDay}
		}
		return again(http.StatusUnprocessableEntity, v, false, nil)
	}

	// From here on the content is saved, whatever else is wrong.
	if origin != nil {
		if v, err = d.trace(ctx, o, form, v, *origin); err != nil {
			return err
		}
	}
	if determination != nil {
		if v, err = d.determine(ctx, o, form, v, *determination); err != nil {
			return err
		}
	}
	if form.OK() {
		if v, err = d.askAll(ctx, o, form, v); err != nil {
			return err
		}
	}
	if form.OK() && act == "submit" {
		saved, err := d.Office.Submit(ctx, o.Actor, v.ID, v.Stamp)
		switch {
		case err == nil:
			page.LeaveNotice(w, r, "已送保密审查")
			http.Redirect(w, r, "/desk/draft/"+number(saved.ID), http.StatusSeeOther)
			return nil
		case errors.Is(err, publication.ErrGate):
			form.Fail("", err.Error()) // it names what was found
		case errors.Is(err, store.ErrChanged) || form.Refuse(ctx, err):
			if form.OK() {
				form.Fail("", err.Error())
			}
		default:
			return err
		}
	}
	if !form.OK() {
		// The stamp may have moved on.
		if v, err = d.Office.Store.Draft(ctx, v.ID); err != nil {
			return err
		}
		return again(http.StatusUnprocessableEntity, v, true, nil)
	}
	if act == "preview" {
		http.Redirect(w, r, "/desk/draft/"+number(v.ID)+"/preview", http.StatusSeeOther)
		return nil
	}
	page.LeaveNotice(w, r, "草稿已保存")
	http.Redirect(w, r, "/desk/draft/"+number(v.ID)+"/edit", http.StatusSeeOther)
	return nil
}

// readContent reads the fields of a content. What cannot be kept fails its
// field.
func (d *Desk) readContent(ctx context.Context, form *page.Form, files []publication.Attachment) publication.Content {
	c := publication.Content{
		Title:       line(form, "title", publication.MaxTitle),
		Number:      line(form, "number", publication.MaxNumber),
		Category:    line(form, "category", 40),
		IssuedOn:    dateOf(form, "issued"),
		Keywords:    strings.Join(strings.Fields(line(form, "keywords", publication.MaxKeywords)), " "),
		Stage:       publication.Stage(form.Get("stage")),
		Matter:      strings.Join(strings.Fields(line(form, "matter", publication.MaxMatter)), " "),
		Normative:   form.Has("normative", "yes"),
		Validity:    publication.Validity(form.Get("validity")),
		EndedOn:     dateOf(form, "ended"),
		Interprets:  line(form, "interprets", publication.MaxNumber),
		Piece:       publication.Piece(form.Get("piece")),
		Attachments: files,
	}
	for _, row := range publication.Channels {
		if form.Has("channels", row.Code) {
			c.Channels |= row.Channel
		}
	}
	if form.Error("body") == "" {
		body, err := bodyOf(form.Get("body"))
		if err != nil {
			form.Fail("body", err.Error())
		}
		c.Body = body
	}
	return c
}

// markup is how text begins to look like HTML: a tag that makes a paragraph,
// a heading, a list, a table or a division.
var markup = regexp.MustCompile(`(?i)<(?:p|h[1-6]|div|ul|ol|table|body|html|br)\b[^<]*>`)

// bodyOf is what was typed or pasted as a body: plain text, one paragraph a
// line, or the HTML of Word, WPS or a web page, cleaned. Errors are those of
// package richtext, each a sentence.
func bodyOf(typed string) (string, error) {
	clean := richtext.FromPlain
	if markup.MatchString(typed) {
		clean = richtext.Clean
	}
	body, err := clean(typed)
	if err == nil && len([]rune(body)) > publication.MaxBody {
		return "", richtext.ErrLong
	}
	return body, err
}

// typedOf is a body as it stands in the text area: plain text where that says
// it all, HTML otherwise.
func typedOf(body string) string {
	plain := richtext.Plain(body)
	if back, err := richtext.FromPlain(plain); err == nil && back == body {
		return strings.ReplaceAll(plain, "\n", "\n\n")
	}
	return body
}

// formOf is the form of a draft as it stands.
func formOf(v publication.Draft) *page.Form {
	f, c := &page.Form{}, v.Content
	f.Set("title", c.Title)
	f.Set("number", c.Number)
	f.Set("category", c.Category)
	f.SetDate("issued", c.IssuedOn.String())
	f.Set("body", typedOf(c.Body))
	f.Set("keywords", c.Keywords)
	f.Set("stage", string(c.Stage))
	f.Set("matter", c.Matter)
	if c.Normative {
		f.Set("normative", "yes")
	}
	f.Set("validity", string(c.Validity))
	f.SetDate("ended", c.EndedOn.String())
	f.Set("interprets", c.Interprets)
	f.Set("piece", string(c.Piece))
	var channels []string
	for _, row := range c.Channels.Told() {
		channels = append(channels, row.Code)
	}
	f.Set("channels", channels...)
	setOrigin(f, v)
	f.Set("attribute", string(v.Attribute))
	f.Set("ground", v.Ground)
	f.Set(string(v.Attribute)+"_reason", v.Reason)
	f.SetDate(string(v.Attribute)+"_reexamine", v.ReexamineOn.String())
	f.Set("change", v.Change)
	return f
}

// fail puts a refusal of the affairs beside a field that has no other fault.
func fail(form *page.Form, name string, err error) {
	if form.Error(name) == "" {
		form.Fail(name, err.Error())
	}
}

// checkContent fails every field of a content that not even a draft may hold.
// Saving the draft judges again; this only says all of it at once.
func (d *Desk) checkContent(form *page.Form, c publication.Content) {
	if c.Title == "" {
		fail(form, "title", publication.ErrTitle)
	}
	if c.IssuedOn != calendar.NoDay && c.IssuedOn > d.Office.Today() {
		fail(form, "issued", publication.ErrIssuedLate)
	}
	if c.Stage != "" && !slices.Contains(publication.Stages, c.Stage) {
		fail(form, "stage", publication.ErrStage)
	}
	if c.Matter != "" && c.Stage == "" {
		fail(form, "stage", publication.ErrMatter)
	}
	if c.Validity != "" && c.Validity.Name() == "" {
		fail(form, "validity", publication.ErrValidity)
	}
	if c.EndedOn != calendar.NoDay {
		switch {
		case !c.Validity.Ceased():
			fail(form, "ended", publication.ErrEndedFor)
		case c.EndedOn > d.Office.Today() || c.EndedOn <= c.IssuedOn:
			fail(form, "ended", publication.ErrEndedWhen)
		}
	}
	if c.Piece != "" && c.Piece.Name() == "" {
		fail(form, "piece", publication.ErrPiece)
	}
	if strings.HasSuffix(c.Explains(), "|") {
		fail(form, "interprets", publication.ErrInterprets)
	}
}

// checkSubmit fails every field that must be filled in before the review.
// Submitting judges again.
func checkSubmit(form *page.Form, v publication.Draft, c publication.Content, change string) {
	if c.Category == "" {
		fail(form, "category", publication.ErrCategory)
	}
	if c.IssuedOn == calendar.NoDay {
		fail(form, "issued", publication.ErrIssued)
	}
	// A file that was refused has its own sentence.
	if strings.TrimSpace(c.Body) == "" && len(c.Attachments) == 0 && form.Error("files") == "" {
		fail(form, "body", publication.ErrEmpty)
	}
	// What comes from elsewhere takes over the attribute it has there.
	if form.Get("attribute") == "" && v.Attribute == "" && (form.Get("origin") == "" || form.Get("origin") == "own") {
		fail(form, "attribute", publication.ErrAttribute)
	}
	if c.Channels == 0 {
		fail(form, "channels", publication.ErrChannel)
	}
	switch {
	case c.Piece != "" && c.Interprets == "":
		fail(form, "interprets", publication.ErrPieceFor)
	case c.Interprets != "" && c.Piece == "" && v.Publication == 0:
		fail(form, "piece", publication.ErrPiece)
	case c.Piece == publication.PieceVideo && strings.TrimSpace(c.Body) == "":
		fail(form, "body", publication.ErrTranscript)
	}
	if v.Publication == 0 && c.EndTold(nil) != nil {
		fail(form, "ended", publication.ErrEnded)
	}
	if v.Publication != 0 && strings.TrimSpace(change) == "" {
		fail(form, "change", publication.ErrChange)
	}
}

// draftFields is the fields of the draft form from top to bottom.
var draftFields = []string{"", "agency", "title", "number", "category", "issued", "body", "files",
	"origin", "source_name", "source_agency", "source_from", "source_attribute", "source_consent", "source_lead", "partners",
	"attribute", "on_request_reason", "on_request_reexamine", "ground", "withheld_reason", "withheld_reexamine",
	"channels", "keywords", "stage", "normative", "validity", "ended", "interprets", "piece", "change", "consult"}

// sortErrors puts the summary in the order of the form, a field it does not
// have first.
func sortErrors(form *page.Form) {
	slices.SortStableFunc(form.Errors, func(a, b page.FieldError) int {
		return slices.Index(draftFields, a.Field) - slices.Index(draftFields, b.Field)
	})
}

// readDetermination is the attribute the form gives, if it is another than the
// draft has and nothing is wrong with it; nil otherwise. Everything wrong with
// it fails its field.
func (d *Desk) readDetermination(ctx context.Context, form *page.Form, v publication.Draft) (*publication.Determination, error) {
	attribute := publication.Attribute(form.Get("attribute"))
	if attribute == "" {
		return nil, nil
	}
	if attribute.Name() == "" {
		fail(form, "attribute", publication.ErrAttribute)
		return nil, nil
	}
	latest, err := d.Office.LatestReexamine(ctx)
	if err != nil {
		return nil, err
	}
	t := publication.Determination{Attribute: attribute, ReexamineOn: calendar.NoDay}
	prefix := string(attribute) + "_"
	if attribute != publication.Proactive {
		t.Reason = block(form, prefix+"reason", maxWords)
		t.ReexamineOn = dateOf(form, prefix+"reexamine")
	}
	if attribute == publication.Withheld {
		t.Ground = form.Get("ground")
	}
	fields := []string{"attribute", prefix + "reason", prefix + "reexamine", "ground"}
	sound := func() bool {
		return !slices.ContainsFunc(fields, func(name string) bool { return form.Error(name) != "" })
	}
	if sound() && t == (publication.Determination{Attribute: v.Attribute, Ground: v.Ground, Reason: v.Reason, ReexamineOn: v.ReexamineOn}) {
		return nil, nil
	}
	if attribute != publication.Proactive {
		today := d.Office.Today()
		if attribute == publication.Withheld && !office.KnownGround(today)(t.Ground) {
			fail(form, "ground", publication.ErrGround)
		}
		if strings.TrimSpace(t.Reason) == "" {
			fail(form, prefix+"reason", publication.ErrReason)
		}
		if t.ReexamineOn == calendar.NoDay || t.ReexamineOn <= today {
			fail(form, prefix+"reexamine", publication.ErrReexamine)
		}
		if t.ReexamineOn > latest {
			fail(form, prefix+"reexamine", publication.ErrReexamineFar)
		}
	}
	if !sound() {
		return nil, nil
	}
	return &t, nil
}

// determine sets the attribute. A refusal goes to its field.
func (d *Desk) determine(ctx context.Context, o *Official, form *page.Form, v publication.Draft, t publication.Determination) (publication.Draft, error) {
	prefix := string(t.Attribute) + "_"
	saved, err := d.Office.Determine(ctx, o.Actor, v.ID, v.Stamp, t)
	switch {
	case err == nil:
		return saved, nil
	case errors.Is(err, publication.ErrReason):
		form.Fail(prefix+"reason", publication.ErrReason.Error())
	case errors.Is(err, publication.ErrReexamine):
		form.Fail(prefix+"reexamine", publication.ErrReexamine.Error())
	case errors.Is(err, publication.ErrReexamineFar):
		form.Fail(prefix+"reexamine", publication.ErrReexamineFar.Error())
	case errors.Is(err, publication.ErrBound):
		form.Fail("attribute", publication.ErrBound.Error())
	case errors.Is(err, store.ErrChanged):
		form.Fail("", store.ErrChanged.Error())
	case !form.Refuse(ctx, err):
		return v, err
	}
	return v, nil
}

// askAll asks every agency chosen.
func (d *Desk) askAll(ctx context.Context, o *Official, form *page.Form, v publication.Draft) (publication.Draft, error) {
	for _, code := range form.Values["consult"] {
		whom, err := agency.ParseCode(code)
		if err != nil || slices.ContainsFunc(v.Consultations, func(c publication.Consultation) bool { return c.Agency == whom }) {
			continue
		}
		saved, err := d.Office.Consult(ctx, o.Actor, v.ID, v.Stamp, whom)
		switch {
		case err == nil:
			v = saved
		case errors.Is(err, store.ErrNotFound), errors.Is(err, agency.ErrClosed):
			form.Fail("consult", "请选择要征求意见的机关")
			return v, nil
		case errors.Is(err, store.ErrChanged):
			form.Fail("", store.ErrChanged.Error())
			return v, nil
		case form.Refuse(ctx, err):
			return v, nil
		default:
			return v, err
		}
	}
	form.Set("consult")
	return v, nil
}

// checkCategory fails a category the agency does not have.
func (d *Desk) checkCategory(ctx context.Context, form *page.Form, code string, in agency.Code) error {
	if code == "" {
		return nil
	}
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return err
	}
	tree, err := d.Office.Store.Categories(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(categoryChoices(ctx, tree, agencies, in), func(c page.Choice) bool { return c.Value == code }) {
		form.Fail("category", publication.ErrCategory.Error())
	}
	return nil
}

// categoryChoices is the leaves of the tree as the agencies may use it, each
// under its root: the law's and the city's categories, and those added by the
// agency itself or by one above it.
func categoryChoices(ctx context.Context, tree []store.Category, agencies names, in ...agency.Code) []page.Choice {
	usable := map[agency.Code]bool{"": true}
	for _, code := range in {
		for code != "" && !usable[code] {
			usable[code] = true
			code = agencies[code].Parent
		}
	}
	children := map[string][]store.Category{}
	for _, c := range tree {
		if usable[c.Owner] {
			children[c.Parent] = append(children[c.Parent], c)
		}
	}
	var list []page.Choice
	for _, root := range children[""] {
		group := page.Named(ctx, root.Name, root.English)
		var walk func(c store.Category, path string, depth int)
		walk = func(c store.Category, path string, depth int) {
			switch {
			case len(children[c.Code]) == 0 && depth == 0:
				list = append(list, page.Choice{Value: c.Code, Text: path})
				return
			case len(children[c.Code]) == 0 || depth > 20:
				list = append(list, page.Choice{Value: c.Code, Text: path, Group: group})
				return
			}
			for _, under := range children[c.Code] {
				name := page.Named(ctx, under.Name, under.English)
				if depth > 0 {
					name = path + " › " + name
				}
				walk(under, name, depth+1)
			}
		}
		walk(root, group, 0)
	}
	return list
}

// categoryName is a category with its root: 业务工作 › 教育. "" for none.
func categoryName(ctx context.Context, tree []store.Category, code string) string {
	name := ""
	for code != "" {
		i := slices.IndexFunc(tree, func(c store.Category) bool { return c.Code == code })
		if i < 0 {
			return code
		}
		if name == "" {
			name = page.Named(ctx, tree[i].Name, tree[i].English)
		} else {
			name = page.Named(ctx, tree[i].Name, tree[i].English) + " › " + name
		}
		code = tree[i].Parent
	}
	return name
}

func (d *Desk) draftFormPage(ctx context.Context, o *Official, form *page.Form, v publication.Draft, files []publication.Attachment) (draftFormPage, error) {
	agencies, err := d.agencyNames(ctx)
	if err != nil {
		return draftFormPage{}, err
	}
	tree, err := d.Office.Store.Categories(ctx)
	if err != nil {
		return draftFormPage{}, err
	}
	rows, err := d.fileRows(ctx, files)
	if err != nil {
		return draftFormPage{}, err
	}
	p := draftFormPage{Form: form, Draft: v, Files: rows}
	codes := []agency.Code{v.Agency}
	if v.ID == 0 {
		codes = o.Where(journal.DraftStart)
		p.Agencies = agencies.choicesOf(codes)
		p.Due = due{None: "填写成文日期后计算"}
	} else {
		p.Agency = agencies.of(v.Agency)
		p.Due = d.dueOf(v)
	}
	p.Categories = withBlank("请选择", categoryChoices(ctx, tree, agencies, codes...))
	p.Grounds = d.grounds()
	if edition, ok := regulation.EditionOn(d.Office.Today()); ok {
		p.Edition = edition.Name + "（" + edition.Decree + "）"
	}
	for _, c := range v.Consultations {
		p.Asked = append(p.Asked, asked{Consultation: c, Name: agencies.of(c.Agency)})
	}
	if v.ID == 0 && len(codes) == 1 {
		v.Agency = codes[0]
	}
	if p.Gate, err = d.gateOf(ctx, o, v, &page.Form{}, true); err != nil {
		return p, err
	}
	p.Consult = d.consultable(agencies, v)
	p.Origin = d.originPart(agencies, v)
	p.Untold = v.Content.Channels.SocialUntold()
	if typed := strings.TrimSpace(form.Get("interprets")); form.Error("interprets") == "" && typed != "" {
		p.Policy, err = d.policyOf(ctx, publication.Content{Interprets: typed}, v.Publication)
	}
	return p, err
}

// newer sets what somebody else saved against what was typed.
func (d *Desk) newer(ctx context.Context, v publication.Draft, typed publication.Content) (newer, error) {
	tree, err := d.Office.Store.Categories(ctx)
	if err != nil {
		return newer{}, err
	}
	who, err := d.personName(ctx, v.Author)
	return newer{Who: who, Fields: fieldChanges(ctx, tree, v.Content, typed), Changes: richtext.Diff(v.Content.Body, typed.Body)}, err
}
