package desk

import (
	"context"
	"errors"
	"strings"

	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/store"
	"gongkai/web/page"
)

// originPart is what the drafting form asks of the document a draft comes from.
type originPart struct {
	Issuers  []page.Choice // agencies, and whoever is not on this platform
	Leads    []page.Choice
	Partners []page.Choice
	// Found is the address of the source where the platform has it, Attribute
	// what it is there; "" where it has not.
	Found, Attribute string
	// Missing is what the source was called, where the platform has no such
	// document; "" otherwise.
	Missing string
}

// elsewhere is the choice of an issuer that is not of this city.
const elsewhere = "elsewhere"

func (d *Desk) originPart(agencies names, v publication.Draft) originPart {
	today := d.Office.Today()
	p := originPart{Issuers: []page.Choice{{Text: "请选择"}}, Leads: []page.Choice{{Text: "本机关牵头"}}}
	for _, a := range agencies.inOrder() {
		c := page.Choice{Value: string(a.Code), Text: agencies.of(a.Code)}
		p.Issuers = append(p.Issuers, c)
		if a.Code != v.Agency && a.Open(today) {
			p.Leads = append(p.Leads, c)
			p.Partners = append(p.Partners, c)
		}
	}
	p.Issuers = append(p.Issuers, page.Choice{Value: elsewhere, Text: "上级机关等不在本平台的机关"})
	switch o := v.Origin; {
	case o.Publication != 0:
		p.Found, p.Attribute = "已在本平台公开", o.Attribute.Name()
	case o.Draft != 0:
		p.Found, p.Attribute = "在本平台办理", o.Attribute.Name()
	case o.Missing():
		p.Missing = o.Name
	}
	return p
}

// setOrigin puts the origin of a draft into the form.
func setOrigin(f *page.Form, v publication.Draft) {
	o := v.Origin
	switch o.Kind {
	case "":
		f.Set("origin", "own")
		return
	case publication.Joint:
		if o.Led(v.Agency) {
			f.Set("source_lead", string(o.Agency))
		}
		var partners []string
		for _, code := range o.Partners {
			partners = append(partners, string(code))
		}
		f.Set("partners", partners...)
	case publication.Forwarded:
		f.Set("source_name", o.Name)
		f.Set("source_agency", string(o.Agency))
		if o.Agency == "" {
			f.Set("source_agency", elsewhere)
		}
		f.Set("source_from", o.From)
		f.Set("source_attribute", string(o.Attribute))
		f.Set("source_consent", o.Consent)
	}
	f.Set("origin", string(o.Kind))
}

// readOrigin is the origin the form gives, if it is another than the draft has;
// nil otherwise, and for a form that does not ask. in is the draft's agency.
func readOrigin(form *page.Form, v publication.Draft, in agency.Code) *publication.Origin {
	var o publication.Origin
	switch form.Get("origin") {
	case "":
		return nil
	case "own":
	case string(publication.Forwarded):
		o = publication.Origin{Kind: publication.Forwarded, Name: line(form, "source_name", publication.MaxTitle), Attribute: publication.Attribute(form.Get("source_attribute"))}
		if issuer := form.Get("source_agency"); issuer == elsewhere {
			o.From, o.Consent = line(form, "source_from", publication.MaxNumber), line(form, "source_consent", publication.MaxNumber)
		} else {
			o.Agency = agency.Code(issuer)
		}
		if o.Attribute == publication.Withheld {
			o.Ground = form.Get("ground")
		}
		if o.Name == "" {
			fail(form, "source_name", publication.ErrSource)
		}
	case string(publication.Joint):
		o = publication.Origin{Kind: publication.Joint, Agency: agency.Code(form.Get("source_lead"))}
		if o.Agency == "" {
			o.Agency = in
			for _, code := range form.Values["partners"] {
				o.Partners = append(o.Partners, agency.Code(code))
			}
			if len(o.Partners) == 0 {
				fail(form, "partners", publication.ErrPartners)
			}
		}
	default:
		fail(form, "origin", publication.ErrOrigin)
	}
	for _, name := range []string{"origin", "source_name", "source_from", "source_consent", "partners"} {
		if form.Error(name) != "" {
			return nil
		}
	}
	if v.Origin.Same(o) {
		return nil
	}
	return &o
}

// originFields is where the refusals of an origin stand.
var originFields = []struct {
	err   error
	field string
}{
	{publication.ErrOrigin, "origin"}, {publication.ErrSource, "source_name"}, {publication.ErrIssuer, "source_agency"},
	{publication.ErrPartners, "partners"}, {publication.ErrGround, "ground"}, {publication.ErrAttribute, "source_attribute"},
	{agency.ErrClosed, "partners"},
}

// trace records the origin. A refusal goes to its field.
func (d *Desk) trace(ctx context.Context, o *Official, form *page.Form, v publication.Draft, origin publication.Origin) (publication.Draft, error) {
	saved, err := d.Office.Trace(ctx, o.Actor, v.ID, v.Stamp, origin)
	switch {
	case err == nil:
		return saved, nil
	case errors.Is(err, store.ErrChanged):
		form.Fail("", store.ErrChanged.Error())
		return v, nil
	case errors.Is(err, store.ErrNotFound):
		form.Fail("source_agency", publication.ErrIssuer.Error())
		return v, nil
	}
	if errors.Is(err, publication.ErrIssuer) && origin.Kind == publication.Forwarded {
		// Nobody has to name the agency of what the platform has.
		form.Fail("source_name", "本平台没有找到这份文件，请核对索引号、文号或者名称；确实不在本平台的，请选择来源机关")
	}
	for _, row := range originFields {
		if errors.Is(err, row.err) {
			form.Fail(row.field, err.Error())
			return v, nil
		}
	}
	if !form.Refuse(ctx, err) {
		return v, err
	}
	return v, nil
}

// originWords is the origin of a draft in a line; "" for one of the agency's
// own.
func originWords(ctx context.Context, agencies names, o publication.Origin) string {
	var list []string
	switch o.Kind {
	case publication.Forwarded:
		list = append(list, page.T(ctx, o.Kind.Name()), o.Name, o.From)
		if o.Agency != "" {
			list = append(list, agencies.of(o.Agency))
		}
	case publication.Joint:
		list = append(list, page.T(ctx, o.Kind.Name()), page.Tf(ctx, "牵头：%s", agencies.of(o.Agency)))
		for _, p := range o.Partners {
			list = append(list, agencies.of(p))
		}
	}
	if o.Attribute != "" {
		list = append(list, page.Tf(ctx, "来源文件的属性：%s", page.T(ctx, o.Attribute.Name())))
	}
	if o.Consent != "" {
		list = append(list, page.Tf(ctx, "来源机关同意公开：%s", o.Consent))
	}
	kept := list[:0]
	for _, s := range list {
		if s != "" {
			kept = append(kept, s)
		}
	}
	return strings.Join(kept, " · ")
}
