package publication

import (
	"errors"
	"strings"
	"time"

	"gongkai/affairs/account"
	"gongkai/affairs/journal"
	"gongkai/affairs/text"
)

// Piece is the kind of a piece that explains a policy; "" for what explains
// none, and for older pieces of which nobody said.
type Piece string

const (
	PieceText   Piece = "text"   // 文字解读
	PieceFigure Piece = "figure" // 图解
	PieceAnswer Piece = "qa"     // 问答
	PieceVideo  Piece = "video"  // 视频, with its transcript as the body
)

// Pieces lists the kinds with their printed names.
var Pieces = []struct {
	Piece Piece
	Name  string
}{
	{PieceText, "文字解读"}, {PieceFigure, "图解"}, {PieceAnswer, "问答"}, {PieceVideo, "视频"},
}

// Name is the printed name; "" for none.
func (p Piece) Name() string {
	for _, row := range Pieces {
		if row.Piece == p {
			return row.Name
		}
	}
	return ""
}

// Plan is how a policy is to be explained, or why it is not: a rule or a
// normative document goes to the review only with one of the two (国办发
// 〔2016〕80号: organised, signed and published together). The zero Plan is
// none yet.
type Plan struct {
	Kind    Piece  `json:"kind,omitempty"`
	Drafter string `json:"drafter,omitempty"` // who writes the piece
	// Days is by how many working days after publication the piece is due; 0
	// for the same day.
	Days int `json:"days,omitempty"`
	// Exempt is why the policy is not explained, agreed by the agency's head;
	// "" if it is.
	Exempt string        `json:"exempt,omitempty"`
	By     account.Login `json:"by,omitempty"` // who planned, or agreed
}

// Made says that the policy is to be explained, or need not be.
func (p Plan) Made() bool { return p.Kind != "" || p.Exempt != "" }

// PlanDays is within how many working days after its policy a piece is
// published at the latest; a city may set less.
const PlanDays = 3

var (
	ErrPlan        = errors.New("规章和规范性文件须先有解读方案，或者由负责人同意不作解读")
	ErrPlanNone    = errors.New("只有规章和规范性文件需要解读方案")
	ErrPiece       = errors.New("请选择解读形式")
	ErrPieceFor    = errors.New("请写明解读的是哪份政策")
	ErrTranscript  = errors.New("视频解读须有文字稿，请写在正文里")
	ErrPlanDrafter = errors.New("请写明由谁起草解读稿")
	ErrPlanDays    = errors.New("解读稿公开的时间超过了规定的期限")
	ErrExempt      = errors.New("请说明不作解读的理由")
)

// MaxExempt is how long the reason of an exemption may be, in characters.
const MaxExempt = 500

// NeedsPlan says whether the draft is a policy that must have a plan: a new
// rule or normative document that is to be public. What was published before
// needs none for its revisions.
func (d Draft) NeedsPlan() bool {
	return d.Content.Document() && d.Publication == 0 && (d.Attribute == Proactive || d.Attribute == "")
}

// PlanPiece records how the policy is to be explained, in place of what was
// said before; most is within how many working days. Errors: [ErrState],
// [ErrPlanNone], [ErrPiece], [ErrPlanDrafter], [ErrPlanDays], those of text.Line.
func PlanPiece(d Draft, p Plan, most int, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	if _, err := d.State.after(journal.DraftPlan); err != nil {
		return d, journal.Entry{}, err
	}
	drafter, err := text.Line(p.Drafter, MaxNumber)
	switch {
	case err != nil:
		return d, journal.Entry{}, err
	case !d.NeedsPlan():
		return d, journal.Entry{}, ErrPlanNone
	case p.Kind.Name() == "":
		return d, journal.Entry{}, ErrPiece
	case drafter == "":
		return d, journal.Entry{}, ErrPlanDrafter
	case p.Days < 0 || p.Days > most:
		return d, journal.Entry{}, ErrPlanDays
	}
	d.Plan = Plan{Kind: p.Kind, Drafter: drafter, Days: p.Days, By: by}
	return d, d.entry(journal.DraftPlan, by, at, p.Kind.Name()+" "+drafter), nil
}

// Exempt records that the head agrees the policy is not explained, and why.
// Errors: [ErrState], [ErrPlanNone], [ErrExempt], those of text.Block.
func Exempt(d Draft, why string, by account.Login, at time.Time) (Draft, journal.Entry, error) {
	if _, err := d.State.after(journal.DraftExempt); err != nil {
		return d, journal.Entry{}, err
	}
	why, err := text.Block(why, MaxExempt)
	switch {
	case err != nil:
		return d, journal.Entry{}, err
	case !d.NeedsPlan():
		return d, journal.Entry{}, ErrPlanNone
	case why == "":
		return d, journal.Entry{}, ErrExempt
	}
	d.Plan = Plan{Exempt: why, By: by}
	return d, d.entry(journal.DraftExempt, by, at, why), nil
}

// checkPiece refuses a piece that lacks its policy, its kind or its transcript.
func (c Content) checkPiece() error {
	switch {
	case c.Piece != "" && c.Piece.Name() == "":
		return ErrPiece
	case c.Piece != "" && c.Interprets == "":
		return ErrPieceFor
	case c.Piece == PieceVideo && strings.TrimSpace(c.Body) == "":
		return ErrTranscript
	}
	return nil
}
