package publication

import (
	"errors"
	"slices"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/journal"
	"gongkai/affairs/text"
	"gongkai/law/calendar"
)

// OriginKind is what ties a document to another agency's; "" for one an agency
// makes alone.
type OriginKind string

const (
	Forwarded OriginKind = "forwarded" // 转发
	Joint     OriginKind = "joint"     // 联合发文
)

// Origins lists the kinds with their printed names.
var Origins = []struct {
	Kind OriginKind
	Name string
}{
	{"", "本机关制作"}, {Forwarded, "转发"}, {Joint, "联合发文"},
}

// Name is the printed name; "" for a kind there is not.
func (k OriginKind) Name() string {
	for _, row := range Origins {
		if row.Kind == k {
			return row.Name
		}
	}
	return ""
}

// Origin (来源) is where the attribute of a document comes from: the one it
// forwards, or the agency that leads a joint document. Whoever determined it
// there decides how far it may be opened. The zero Origin is a document of the
// agency's own.
type Origin struct {
	Kind OriginKind `json:"kind,omitempty"`
	// Name is what the forwarded document is called: its index number, 文号 or
	// title. "" for a joint one.
	Name string `json:"name,omitempty"`
	// Agency determined the source's attribute: its issuer, or the agency that
	// leads. "" for an issuer that is not of this city; From is its name.
	Agency agency.Code `json:"agency,omitempty"`
	From   string      `json:"from,omitempty"`
	// Publication and Draft are the source where this platform has it; 0 where
	// it has not.
	Publication int64 `json:"publication,omitempty"`
	Draft       int64 `json:"draft,omitempty"`
	// Attribute is the source's; "" of a joint document this agency leads, and
	// where the source says none.
	Attribute Attribute `json:"attribute,omitempty"`
	// Ground and ReexamineOn are the source's, of one that is not proactive; a
	// source not on this platform has no day.
	Ground      string       `json:"ground,omitempty"`
	ReexamineOn calendar.Day `json:"reexamine_on,omitzero"`
	// Consent names the paper by which an issuer not of this city agreed that
	// its document is opened further; "" while there is none.
	Consent string `json:"consent,omitempty"`
	// Partners are the other agencies of a joint document this agency leads.
	Partners []agency.Code `json:"partners,omitempty"`
}

// Led says that another agency leads the joint document.
func (o Origin) Led(in agency.Code) bool { return o.Kind == Joint && o.Agency != in }

// Same says whether both name the same source; what was found of it may differ.
func (o Origin) Same(p Origin) bool {
	return o.Kind == p.Kind && o.Name == p.Name && o.Agency == p.Agency && o.From == p.From && o.Consent == p.Consent &&
		slices.Equal(o.Partners, p.Partners) && (o.known() || o.Attribute == p.Attribute)
}

// known says that the platform itself has the source, and so its attribute.
func (o Origin) known() bool { return o.Publication != 0 || o.Draft != 0 }

var (
	ErrOrigin   = errors.New("来源只能是本机关制作、转发、联合发文之一")
	ErrSource   = errors.New("转发的文件，请写明来源文件的索引号、文号或者名称")
	ErrIssuer   = errors.New("请选择或者写明来源机关")
	ErrPartners = errors.New("联合发文，请选择其他发文机关")
	ErrConsent  = errors.New("公开程度高于来源文件，须先经来源机关同意，或者由来源机关公开")
	ErrOwn      = errors.New("来源文件是本机关的，须先在来源文件的页面办理“转换公开属性”，再提高转发件的公开程度")
	ErrLead     = errors.New("联合发文由牵头机关公开，本机关不重复公开")
)

// openness orders the attributes: the more, the more open.
func (a Attribute) openness() int {
	return slices.Index([]Attribute{"", Withheld, OnRequest, Proactive}, a)
}

// Opener says whether a is more open than b.
func (a Attribute) Opener(b Attribute) bool { return a.openness() > b.openness() }

// Note is what is printed at the end of a document of the attribute; "" while
// undetermined.
func (a Attribute) Note() string {
	switch a {
	case Proactive:
		return "（此件公开发布）"
	case OnRequest:
		return "（此件依申请公开）"
	case Withheld:
		return "（此件不予公开）"
	}
	return ""
}

// Note is [Attribute.Note] for a content that does not carry it already.
func (c Content) Note(a Attribute) string {
	if note := a.Note(); !strings.Contains(c.Body, strings.Trim(note, "（）")) {
		return note
	}
	return ""
}

// check refuses an origin that names no source.
func (o Origin) check(in agency.Code) error {
	switch {
	case o.Kind.Name() == "":
		return ErrOrigin
	case o.Kind == "":
		return nil
	case o.Kind == Forwarded && o.Name == "":
		return ErrSource
	case o.Agency == "" && o.From == "":
		return ErrIssuer
	case o.Kind == Joint && o.Agency == in && len(o.Partners) == 0:
		return ErrPartners
	case o.Kind == Joint && o.Agency == "":
		return ErrIssuer
	case o.Attribute != "" && o.Attribute.Name() == "":
		return ErrAttribute
	}
	return nil
}

// Trace says which document the draft forwards, or with whom it is issued, and
// gives it that document's attribute; next is the day of re-examination where
// the source has none. The partners of a joint document are asked at once
// (art. 11), to answer by due. Errors: [ErrState], [ErrOrigin], [ErrSource],
// [ErrIssuer], [ErrPartners], [ErrGround] for a withheld source without one,
// [ErrBound], those of package text.
func Trace(d Draft, o Origin, knownGround func(string) bool, next, due calendar.Day, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	if _, err := d.State.after(journal.DraftTrace); err != nil {
		return d, journal.Entry{}, err
	}
	var err error
	for _, words := range []*string{&o.Name, &o.From, &o.Consent} {
		if *words, err = text.Line(*words, MaxTitle); err != nil {
			return d, journal.Entry{}, err
		}
	}
	if o, err = o.normal(), o.check(d.Agency); err != nil {
		return d, journal.Entry{}, err
	}
	traced := d
	traced.Origin = o
	if traced, err = traced.inherit(knownGround, next); err != nil {
		return d, journal.Entry{}, err
	}
	today := calendar.On(at)
	for _, partner := range o.Partners {
		if partner != d.Agency && !traced.asked(partner) {
			traced.Consultations = append(slices.Clone(traced.Consultations), Consultation{Agency: partner, AskedOn: today, DueOn: due, AnsweredOn: calendar.NoDay})
		}
	}
	return traced, traced.entry(journal.DraftTrace, by, at, o.words()), nil
}

// normal leaves out what goes with another kind.
func (o Origin) normal() Origin {
	switch o.Kind {
	case "":
		return Origin{}
	case Joint:
		o.Name, o.From, o.Consent = "", "", ""
	case Forwarded:
		o.Partners = nil
		if o.Agency != "" {
			o.From, o.Consent = "", ""
		}
		o.Name = yearBrackets.ReplaceAllString(o.Name, "〔$1〕")
	}
	return o
}

// words is the origin in the journal.
func (o Origin) words() string {
	list := []string{o.Kind.Name(), o.Name, string(o.Agency), o.From, o.Attribute.Name()}
	for _, p := range o.Partners {
		list = append(list, string(p))
	}
	return strings.Join(slices.DeleteFunc(list, func(s string) bool { return s == "" }), " ")
}

// inherit gives the draft the attribute of its source, if that has one.
func (d Draft) inherit(knownGround func(string) bool, next calendar.Day) (Draft, error) {
	o := d.Origin
	switch o.Attribute {
	case "":
		return d, nil
	case Proactive:
		d.Attribute, d.Ground, d.Reason, d.ReexamineOn = Proactive, "", "", calendar.NoDay
	default:
		if o.Attribute == Withheld && !knownGround(o.Ground) {
			return d, ErrGround
		}
		if o.ReexamineOn > next || o.ReexamineOn <= 0 {
			o.ReexamineOn = next
		}
		d.Attribute, d.Ground, d.ReexamineOn = o.Attribute, o.Ground, o.ReexamineOn
		d.Reason = "随牵头机关的认定"
		if o.Kind == Forwarded {
			d.Reason = "随来源文件：" + strings.TrimSpace(o.From+" "+o.Name)
		}
	}
	return d, d.withinAnswer(d.Attribute)
}

// NeedsConsent says that the draft is to be opened further than its source was,
// and that nobody who may has agreed: the source's agency in words, not by
// silence, or the agency above both. A source of the agency's own is converted
// instead, see [Draft.FollowsOwn]; where the platform has not got it, there is
// nothing to convert and nobody to ask.
func (d Draft) NeedsConsent() bool {
	o := d.Origin
	if o.Attribute == "" || !d.Attribute.Opener(o.Attribute) || o.Agency == d.Agency && !o.known() {
		return false
	}
	if o.Agency == "" {
		return o.Consent == ""
	}
	return !slices.ContainsFunc(d.Consultations, func(c Consultation) bool {
		return c.Agency == o.Agency && (c.Answer == "concur" || c.Decision == DecidedOpen)
	})
}

// FollowsOwn says that the source is the agency's own.
func (d Draft) FollowsOwn() bool { return d.Origin.Kind == Forwarded && d.Origin.Agency == d.Agency }

// Missing says that it names a document the platform has not got, so that what
// was typed of it stands.
func (o Origin) Missing() bool { return o.Kind == Forwarded && !o.known() }

// asked says whether the agency was asked.
func (d Draft) asked(whom agency.Code) bool {
	return slices.ContainsFunc(d.Consultations, func(c Consultation) bool { return c.Agency == whom })
}

// mayGoOn refuses what the source of the document does not allow.
func (d Draft) mayGoOn() error {
	switch {
	case d.Attribute == Proactive && d.Origin.Led(d.Agency):
		return ErrLead
	case d.NeedsConsent() && d.FollowsOwn():
		return ErrOwn
	case d.NeedsConsent():
		return ErrConsent
	}
	return nil
}
