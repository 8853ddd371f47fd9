package request

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/law/calendar"
	"gongkai/law/regulation"
)

// Decision is the answer as it is drafted, reviewed and signed (2019: arts 36
// to 39).
type Decision struct {
	Parts []Part `json:"parts"`
	// Outcome is the one under which the case counts, by [Sum].
	Outcome string `json:"outcome"`
	// Text is the letter in the marked form of paper/letter, as the officer
	// left it.
	Text  string   `json:"text"`
	Files []string `json:"files"` // hashes of what is handed over
	// Composed stands for the parts from which the letter was made, as whoever
	// made it wrote it down; "" where that is not known.
	Composed string        `json:"composed,omitempty"`
	Drafter  account.Login `json:"drafter"`
	// Writers is everybody who changed it.
	Writers []account.Login `json:"writers"`
	// DraftedOn is the day the letter was last worked on.
	DraftedOn  calendar.Day  `json:"drafted_on"`
	ReviewedBy account.Login `json:"reviewed_by"`
	Opinion    string        `json:"opinion"` // of the reviewer
	SignedBy   account.Login `json:"signed_by"`
	SignedOn   calendar.Day  `json:"signed_on"`
	Number     string        `json:"number"` // 文号 of the letter
	Returned   string        `json:"returned,omitempty"`
}

// Part is one piece of the information asked for, with what becomes of it.
type Part struct {
	Outcome string `json:"outcome"` // code
	What    string `json:"what"`    // the piece; "" for all that is asked for
	Ground  string `json:"ground"`  // code of regulation.Ground; "" if none is needed
	Reason  string `json:"reason"`
	Place   string `json:"place"`  // where it is public
	Agency  string `json:"agency"` // which has it, in words
	// Published is the index number of the publication meant by Place; "" if
	// none.
	Published string `json:"published,omitempty"`
	// Untouched says that what a third party objected to is not in this part of
	// several.
	Untouched bool `json:"untouched,omitempty"`
}

var (
	ErrNoParts      = errors.New("请至少选择一种答复")
	ErrOutcome      = errors.New("请选择这件申请所适用的《条例》中的答复种类")
	ErrOutcomeAuto  = errors.New("这种结果由期限届满或者申请人撤回形成，不能选择")
	ErrGround       = errors.New("请选择不予公开的依据")
	ErrGroundFit    = errors.New("所选依据与答复种类不符")
	ErrReason       = errors.New("请写明理由；可以不予公开的信息，还应写明是如何权衡的")
	ErrAnswer       = errors.New("请写明答复的内容；告知向有关机关提出的，写明机关的名称和联系方式")
	ErrPlace        = errors.New("请写明从哪里可以获取")
	ErrWhat         = errors.New("答复分为几部分的，请写明每一部分是什么信息")
	ErrLetter       = errors.New("请先生成并核对告知书")
	ErrLetterEmpty  = errors.New("告知书不能为空")
	ErrNothingGiven = errors.New("决定公开的，请勾选或者上传要提供的文件；以纸质、当面查阅等方式提供的，请在“获取的方式、途径”中写明")
	ErrAsking       = errors.New("还有征求意见没有答复，请等待答复或者停止征求意见")
	ErrObjection    = errors.New("第三方不同意公开且理由合理的，只有不公开会对公共利益造成重大影响时才能公开，请在理由中写明（2019年版第三十二条，2008年版第二十三条）")
	ErrSameOfficer  = errors.New("拟办人不能审核、签发自己的答复")
	ErrOriginal     = errors.New("原件不能提供给申请人，请提供遮盖后的文件")
)

// Check cleans the parts of a decision and refuses what the edition does not
// know or what is missing; the error names the part.
func Check(e *regulation.Edition, parts []Part) ([]Part, error) {
	if len(parts) == 0 {
		return nil, ErrNoParts
	}
	parts = slices.Clone(parts)
	for i := range parts {
		p := &parts[i]
		p.What, p.Reason, p.Place, p.Agency = strings.TrimSpace(p.What), strings.TrimSpace(p.Reason), strings.TrimSpace(p.Place), strings.TrimSpace(p.Agency)
		if err := p.check(e, len(parts) > 1); err != nil {
			if len(parts) > 1 {
				err = fmt.Errorf("第 %d 部分：%w", i+1, err)
			}
			return nil, err
		}
	}
	return parts, nil
}

func (p Part) check(e *regulation.Edition, several bool) error {
	o, ok := e.Outcome(p.Outcome)
	switch {
	case !ok:
		return ErrOutcome
	case o.Platform:
		return ErrOutcomeAuto
	case several && p.What == "":
		return ErrWhat
	case o.NeedsGround && p.Ground == "":
		return ErrGround
	case p.Ground != "" && !slices.Contains(o.Grounds, p.Ground):
		return ErrGroundFit
	case o.Answers() && (o.Asks("reason") && p.Reason == "" || o.NeedsAgency && p.Agency == ""):
		return ErrAnswer
	case (o.Refuses || o.Asks("reason")) && p.Reason == "":
		return ErrReason
	case o.NeedsPlace && p.Place == "" && p.Published == "":
		return ErrPlace
	}
	return nil
}

// Sum is the one outcome under which a case with these parts counts: that of
// disclosure in part as soon as one piece is given and another withheld, else
// that of the first part. A case counts once (2021 form, note on part three).
func Sum(e *regulation.Edition, parts []Part) string {
	gives, refuses := false, false
	for _, p := range parts {
		if o, ok := e.Outcome(p.Outcome); ok {
			gives, refuses = gives || o.Gives || o.Partial, refuses || o.Refuses || o.Partial
		}
	}
	if gives && refuses {
		return e.Partly()
	}
	if len(parts) == 0 {
		return ""
	}
	return parts[0].Outcome
}

// Draft saves the answer as it stands: what becomes of each part, the letter,
// and what is handed over. Errors: [ErrState], those of [Check],
// [ErrOriginal].
func Draft(r Request, parts []Part, letter string, files []string, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestDraft)
	if err != nil {
		return r, journal.Entry{}, err
	}
	e, ok := r.Law()
	if !ok {
		return r, journal.Entry{}, ErrEdition
	}
	if parts, err = Check(e, parts); err != nil {
		return r, journal.Entry{}, err
	}
	if err := r.fits(e, parts); err != nil {
		return r, journal.Entry{}, err
	}
	for _, hash := range files {
		if _, ok := r.Given(hash); !ok {
			return r, journal.Entry{}, ErrOriginal
		}
	}
	d := Decision{Drafter: h.By, SignedOn: calendar.NoDay}
	if r.Decision != nil {
		d = *r.Decision
	}
	d.Parts, d.Outcome, d.Text, d.Files = parts, Sum(e, parts), strings.TrimSpace(letter), slices.Clone(files)
	if !slices.Contains(d.Writers, h.By) {
		d.Writers = append(slices.Clone(d.Writers), h.By)
	}
	d.DraftedOn, d.ReviewedBy, d.Opinion, d.Composed = h.today(), "", "", ""
	r.Decision = &d
	return r, r.entry(journal.RequestDraft, h, ""), nil
}

// Objected says whether a third party's objection binds the agency: under the
// edition of 2008 any (art. 23), since 2019 one with a reasonable ground (art.
// 32).
func (r Request) Objected() bool {
	return slices.ContainsFunc(r.Opinions, func(o Opinion) bool {
		return o.Party == ThirdParty && o.Answer == Object && (o.Reasonable || r.Edition == "2008")
	})
}

// Unweighed is the places, from 0, of the parts that give what a third party
// objects to without saying why the public interest asks for it. A part that
// the objection does not touch needs no such reason; of a single part nothing
// else can be said.
func (r Request) Unweighed(parts []Part) []int {
	e, ok := r.Law()
	if !ok || !r.Objected() {
		return nil
	}
	var list []int
	for i, p := range parts {
		o, _ := e.Outcome(p.Outcome)
		if (o.Gives || o.Partial) && p.Reason == "" && (!p.Untouched || len(parts) == 1) {
			list = append(list, i)
		}
	}
	return list
}

// fits checks that the parts can end a matter of this kind: a record is
// corrected or not; information is disclosed or not; what is no request for
// information is answered or shown the way. Errors: [ErrOutcome].
func (r Request) fits(e *regulation.Edition, parts []Part) error {
	for _, p := range parts {
		if o, _ := e.Outcome(p.Outcome); o.Corrects() != (r.Kind == Correction) || o.Answers() != r.Informal() {
			return ErrOutcome
		}
	}
	return nil
}

// Propose sends the drafted answer to be reviewed. What it names in the record
// outside the case ([Named]) the caller has found there. Errors: [ErrState],
// [ErrNoParts], [ErrLetter], those of [Request.Lacks], [ErrAsking], [ErrToWeigh],
// [ErrObjection].
func Propose(r Request, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestPropose)
	if err != nil {
		return r, journal.Entry{}, err
	}
	e, ok := r.Law()
	if !ok || r.Decision == nil {
		return r, journal.Entry{}, ErrNoParts
	}
	d := *r.Decision
	if d.Text == "" {
		return r, journal.Entry{}, ErrLetter
	}
	// The matter may have been sorted anew since it was drafted.
	if err := r.fits(e, d.Parts); err != nil {
		return r, journal.Entry{}, err
	}
	if err := r.lacking(d); err != nil {
		return r, journal.Entry{}, err
	}
	if slices.ContainsFunc(r.Opinions, func(o Opinion) bool { return o.Answer == "" }) {
		return r, journal.Entry{}, ErrAsking
	}
	if Weighs(r) {
		return r, journal.Entry{}, ErrToWeigh
	}
	if len(r.Unweighed(d.Parts)) > 0 {
		return r, journal.Entry{}, ErrObjection
	}
	d.Returned = ""
	r.Decision = &d
	if r.Extension != nil && r.Extension.Waits() {
		x := *r.Extension
		x.Refused = "已送审答复"
		r.Extension = &x
	}
	return Reckon(r, h.Calendar, h.Lead), r.entry(journal.RequestPropose, h, ""), nil
}

// Recall takes a proposed answer back for more work. Errors: [ErrState].
func Recall(r Request, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestRecall)
	if err != nil {
		return r, journal.Entry{}, err
	}
	return r.undecide(""), r.entry(journal.RequestRecall, h, ""), nil
}

// undecide is the request with the answer back in the drafter's hands.
func (r Request) undecide(why string) Request {
	if r.Decision == nil {
		return r
	}
	d := *r.Decision
	d.ReviewedBy, d.Opinion, d.SignedBy, d.SignedOn, d.Number, d.Returned = "", "", "", calendar.NoDay, "", why
	r.Decision = &d
	return r
}

// Review passes the drafted answer to be signed (2019: art. 45). The reviewer
// is nobody who wrote it. Errors: [ErrState], [ErrSameOfficer].
func Review(r Request, words string, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestReview)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if r.Decision == nil || slices.Contains(r.Decision.Writers, h.By) {
		return r, journal.Entry{}, ErrSameOfficer
	}
	d := *r.Decision
	d.ReviewedBy, d.Opinion = h.By, strings.TrimSpace(words)
	r.Decision = &d
	return r, r.entry(journal.RequestReview, h, d.Opinion), nil
}

// Return sends the answer back to who drafted it, with a reason. Errors:
// [ErrState], [ErrNote].
func Return(r Request, why string, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestReturn)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if why = strings.TrimSpace(why); why == "" {
		return r, journal.Entry{}, ErrNote
	}
	return r.undecide(why), r.entry(journal.RequestReturn, h, why), nil
}

// Sign makes the answer the agency's: the letter gets its number, and what was
// signed is kept by its hash. Who signs is nobody who wrote it. Errors:
// [ErrState], [ErrSameOfficer], [ErrLetter], those of [Request.Lacks],
// [ErrToWeigh], [ErrObjection].
func Sign(r Request, l Letter, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestSign)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if r.Decision == nil || slices.Contains(r.Decision.Writers, h.By) {
		return r, journal.Entry{}, ErrSameOfficer
	}
	if l.Title == "" || l.PDF == "" {
		return r, journal.Entry{}, ErrLetter
	}
	if err := r.lacking(*r.Decision); err != nil {
		return r, journal.Entry{}, err
	}
	// A third party may have objected since it was proposed.
	if Weighs(r) {
		return r, journal.Entry{}, ErrToWeigh
	}
	if len(r.Unweighed(r.Decision.Parts)) > 0 {
		return r, journal.Entry{}, ErrObjection
	}
	d := *r.Decision
	d.SignedBy, d.SignedOn, d.Number = h.By, h.today(), l.Number
	r.Decision = &d
	r = r.send(l, journal.RequestSign, h)
	return Reckon(r, h.Calendar, h.Lead), r.entry(journal.RequestSign, h, l.Number), nil
}

// Unsign takes a signed answer back before it went out; its number is spent
// and its letter stays on record as void. Errors: [ErrState], [ErrNote].
func Unsign(r Request, why string, h Hand) (Request, journal.Entry, error) {
	r, err := r.move(journal.RequestUnsign)
	if err != nil {
		return r, journal.Entry{}, err
	}
	if why = strings.TrimSpace(why); why == "" {
		return r, journal.Entry{}, ErrNote
	}
	r = r.void(journal.RequestSign)
	r = Reckon(r.undecide(why), h.Calendar, h.Lead)
	return r, r.entry(journal.RequestUnsign, h, why), nil
}
