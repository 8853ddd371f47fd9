package office

import (
	"context"
	"errors"
	"slices"
	"strings"

	"gongkai/affairs/account"
	"gongkai/affairs/agency"
	"gongkai/affairs/publication"
	"gongkai/affairs/report"
	"gongkai/figures/annual"
	"gongkai/store"
)

// gateAsk begins the ids of what the gate found in a report.
const gateAsk = "gate:"

// ByGate says that it is a finding of the gate and none of the figures. What
// answers it is the reason why it may stand; somebody else signs.
func (a Ask) ByGate() bool { return strings.HasPrefix(a.ID, gateAsk) }

// gateAsks is what the gate finds in all that a report would make public: its
// words and its files. Personal information and hidden content may stand for a
// reason, by which the signature is the second person's; marks of secrecy and
// files nobody could look into may not.
func (o *Office) gateAsks(ctx context.Context, r store.Reader, v report.Report, e annual.Edition) ([]Ask, error) {
	found, err := o.foundIn(ctx, r, v.Agency, reportWords(e))
	if err != nil {
		return nil, err
	}
	var asks []Ask
	files := reportFiles(v)
	known, err := r.Screened(ctx, hashesOf(files))
	if err != nil {
		return nil, err
	}
	allowed, err := o.allowedIn(ctx, r, v.Agency, known)
	if err != nil {
		return nil, err
	}
	for _, a := range files {
		f, ok := known[a.SHA256]
		if !ok || !f.Done || f.Version < gateVersion {
			asks = append(asks, Ask{ID: gateAsk + "waiting:" + a.SHA256, Hard: true, Sentence: "附件“" + a.Name + "”正在检查，请稍后再办理"})
			continue
		}
		for _, one := range f.Found {
			if one.Stops && !allowed[one.Key] {
				one.Words = strings.Replace(one.Words, "“"+f.Name, "“"+a.Name, 1)
				found = append(found, one)
			}
		}
	}
	seen := map[string]bool{}
	for _, f := range found {
		id := gateAsk + f.Mark()
		if seen[id] {
			continue // one answer is of the same thing wherever it stands
		}
		seen[id] = true
		soft := f.Class == publication.ClassPersonal || f.Class == publication.ClassHidden
		asks = append(asks, Ask{ID: id, Hard: !soft || f.Kind == moreKind, Sentence: f.Words, Found: f.Masked, Answer: v.Explained[id]})
	}
	return asks, nil
}

// allowedIn is the agency's allowed keys, if a file stops without them.
func (o *Office) allowedIn(ctx context.Context, r store.Reader, in agency.Code, known map[string]store.Screened) (map[string]bool, error) {
	for _, f := range known {
		if stops(f.Found) {
			sc, err := o.Scanner(ctx)
			if err != nil {
				return nil, err
			}
			return allowedKeys(ctx, r, sc, in)
		}
	}
	return nil, nil
}

// reportWords is what people wrote of what is printed.
func reportWords(e annual.Edition) []spoken {
	var list []spoken
	for _, p := range e.Parts {
		var lines []string
		for _, par := range p.Paragraphs {
			lines = append(lines, par.String())
		}
		list = append(list, spoken{"“" + p.Heading + "”", p.Heading}, spoken{"“" + p.Heading + "”", strings.Join(lines, "\n")})
	}
	for _, f := range e.Figures {
		if f.Stated != nil {
			list = append(list, spoken{"“" + f.Label + "”补报数字的来源", f.Stated.Basis})
		}
	}
	for _, x := range e.Explained {
		list = append(list, spoken{"核验问题的说明", x.Words})
	}
	for _, a := range e.Attachments {
		list = append(list, spoken{"附件名称“" + a.Name + "”", a.Name})
	}
	return list
}

func reportFiles(v report.Report) []publication.Attachment {
	var list []publication.Attachment
	for _, f := range v.Files {
		list = append(list, publication.Attachment{Name: f.Name, Type: f.Type, Size: f.Size, SHA256: f.SHA256})
	}
	return list
}

// screenReport looks into the files of a report as far as somebody can wait.
func (o *Office) screenReport(ctx context.Context, code agency.Code, year int) error {
	if _, err := o.secret(ctx); err != nil {
		return err
	}
	v, err := o.Store.Report(ctx, code, year)
	if err != nil {
		return nil // the act says so
	}
	return o.ScreenFiles(ctx, reportFiles(v), atOnceScreened)
}

// ErrOwnReason refuses to sign what the gate found and stands only by the reason
// of the one who would sign: nobody is the second person to oneself.
var ErrOwnReason = errors.New("发布前查出的内容可以公开，这个理由是您写的，请另一人签发")

func ownReason(asks []Ask, by account.Login) bool {
	return slices.ContainsFunc(asks, func(a Ask) bool { return a.ByGate() && !a.Open() && a.Answer.By == by })
}

// passesGate refuses to publish a signed edition that holds what must not go
// out, as the gate knows it by now. Errors: [publication.ErrGate].
func (o *Office) passesGate(ctx context.Context, v report.Report) error {
	s, ok := v.Signature()
	if !ok {
		return nil // the act says so
	}
	e, err := o.ReadEdition(ctx, s.Hash)
	if err != nil {
		return err
	}
	asks, err := o.gateAsks(ctx, o.Store.Reader, v, e)
	if err != nil {
		return err
	}
	var open []publication.Found
	for _, a := range asks {
		if a.Open() {
			open = append(open, publication.Found{Words: a.Sentence})
		}
	}
	if len(open) > 0 {
		return &publication.GateError{First: open[0], More: len(open) - 1}
	}
	return nil
}
