package publication

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"gongkai/affairs/account"
)

// Found (查出的问题) is one thing the gate found in a draft that is to be
// published. It never holds the thing itself, only its mask.
type Found struct {
	// Kind is the gate's name of it, Name what people call it: "身份证号码".
	// [HeldKind] is a file that could not be looked into whole.
	Kind string `json:"kind"`
	Name string `json:"name"`
	// Class is "personal", "secret", "hidden" or "trace"; "" for a held file.
	Class string `json:"class"`
	// Stops says that it stops a publication until somebody acts. What does not
	// is taken out of the served copy without asking.
	Stops bool `json:"stops"`
	// Key is the same for the same thing found again and tells nothing of it;
	// for a held file it is "held".
	Key string `json:"key"`
	// Masked is how it would stand masked; "" for what is removed instead.
	Masked string `json:"masked,omitempty"`
	// Words is the sentence that says what and where.
	Words string `json:"words"`
	// Around is the words before it, its mask, and the words after it, for who
	// works on it; kept nowhere, so empty for what was found before.
	Around [3]string `json:"-"`
	// Part is where: "title", "number", "keywords", "body", "change", "name" (of
	// a file) or "file".
	Part string `json:"part"`
	// File is the SHA-256 of the attachment; "" for words of the draft itself.
	File string `json:"file,omitempty"`
	Page int    `json:"page,omitempty"` // of a PDF, from 1
	Box  [4]int `json:"box,omitzero"`   // on the page, thousandths; zero if unknown
}

// HeldKind is the kind of a file that could not be looked into whole.
const HeldKind = "held"

// Classes of findings, as the gate has them.
const (
	ClassPersonal = "personal"
	ClassSecret   = "secret"
	ClassHidden   = "hidden"
)

// Mark names the finding among those of a draft: the same thing in the same
// file, or in the words, has the same mark.
func (f Found) Mark() string { return f.Kind + ":" + f.Key + ":" + f.File }

// Maskable says whether masking the words would do away with it: it stands in
// the draft's own words or in a file's name, and has a mask.
func (f Found) Maskable() bool { return f.Masked != "" && f.Part != "file" }

// Screening (发布前检查) is what the gate found in exactly one content.
type Screening struct {
	// Of is the [Draft.Fingerprint] of what was looked at.
	Of    string
	Found []Found
	// Waiting is the names of files that are still being looked into.
	Waiting []string
}

// Fingerprint is the SHA-256 of all that will be published of the draft: its
// words, and its files by their names and hashes.
func (d Draft) Fingerprint() string {
	c := d.Content
	list := []string{c.Title, c.Number, c.Keywords, c.Body, d.Change}
	for _, a := range c.Attachments {
		list = append(list, a.Name, a.SHA256)
	}
	h := sha256.New()
	for _, s := range list {
		fmt.Fprintf(h, "%d:%s", len(s), s)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Override (放行) is a finding that may stand: one who writes the draft gives
// the reason, and somebody who does not agrees.
type Override struct {
	Kind string `json:"kind"`
	Key  string `json:"key"`
	File string `json:"file,omitempty"` // see [Found.File]
	// Class and Words are the finding's, for who reads of it later.
	Class  string        `json:"class"`
	Words  string        `json:"words"`
	Reason string        `json:"reason"`
	By     account.Login `json:"by"`
	At     time.Time     `json:"at"`
	Agreed account.Login `json:"agreed,omitempty"` // "" while nobody has
	// Refused is why the second person would not; "" unless so.
	Refused string    `json:"refused,omitempty"`
	Judged  time.Time `json:"judged,omitzero"` // when agreed or refused
	// Second is who refused; Agreed who agreed.
	Second account.Login `json:"second,omitempty"`
}

func (v Override) mark() string { return v.Kind + ":" + v.Key + ":" + v.File }

// Open says that the second person has still to judge.
func (v Override) Open() bool { return v.Agreed == "" && v.Refused == "" }

// OverrideOf is the override of a finding; false if nobody asked for one.
func (d Draft) OverrideOf(f Found) (Override, bool) {
	i := slices.IndexFunc(d.Overrides, func(v Override) bool { return v.mark() == f.Mark() })
	if i < 0 {
		return Override{}, false
	}
	return d.Overrides[i], true
}

// Overridden says whether two people let the finding stand. An agreement falls
// when the one who gave it has written in the draft since.
func (d Draft) Overridden(f Found) bool {
	v, ok := d.OverrideOf(f)
	return ok && v.Agreed != "" && v.Agreed != v.By && !d.Wrote(v.Agreed)
}

// Stopping is what of the screening stops publication, in the order found.
func (d Draft) Stopping(s Screening) []Found {
	var list []Found
	for _, f := range s.Found {
		if f.Stops && !d.Overridden(f) {
			list = append(list, f)
		}
	}
	return list
}

var (
	// ErrGate refuses to let out what the gate stopped; a [GateError] says what.
	ErrGate = errors.New("发布前检查没有通过，请先处理查出的问题")
	// ErrScreening refuses to go on before everything was looked at.
	ErrScreening = errors.New("附件正在检查，请稍后再试")
)

// GateError is [ErrGate] with the first thing found and how many more.
type GateError struct {
	First Found
	More  int
	// Hint says what else may be done; "" for nothing.
	Hint string
}

func (e *GateError) Error() string {
	s := "发布前检查没有通过：" + e.First.Words
	if e.More > 0 {
		s += fmt.Sprintf("；另有 %d 处", e.More)
	}
	if e.Hint != "" {
		s += "。" + e.Hint
	}
	return s
}

// Is makes every GateError an [ErrGate].
func (e *GateError) Is(target error) bool { return target == ErrGate }

// Passes refuses a draft that is to be published and holds what must not be. A
// screening of another content counts for nothing. What is not published of the
// agency's own accord may hold anything: that may be why it is not. Errors:
// [ErrScreening], [ErrGate].
func (d Draft) Passes(s Screening) error {
	if d.Attribute != Proactive {
		return nil
	}
	if s.Of != d.Fingerprint() {
		return ErrScreening
	}
	if stopping := d.Stopping(s); len(stopping) > 0 {
		return &GateError{First: stopping[0], More: len(stopping) - 1}
	}
	if len(s.Waiting) > 0 {
		return ErrScreening
	}
	return nil
}

// gateNote says in the journal what was acted on: kinds and how many of each,
// with the reason after it.
func gateNote(list []Found, reason string) string {
	var names []string
	count := map[string]int{}
	for _, f := range list {
		if count[f.Name]++; count[f.Name] == 1 {
			names = append(names, f.Name)
		}
	}
	note := ""
	for i, name := range names {
		if i > 0 {
			note += "、"
		}
		note += fmt.Sprintf("%s %d 处", name, count[name])
	}
	if reason != "" {
		note += "：" + reason
	}
	return note
}

// gateDetail is the kinds and keys of findings, for the journal.
func gateDetail(list []Found) string {
	type mark struct {
		Kind string `json:"kind"`
		Key  string `json:"key"`
		File string `json:"file,omitempty"`
	}
	var marks []mark
	for _, f := range list {
		marks = append(marks, mark{f.Kind, f.Key, f.File})
	}
	b, err := json.Marshal(marks)
	if err != nil {
		return "" // strings only
	}
	return string(b)
}
