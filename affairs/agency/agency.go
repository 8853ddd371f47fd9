package agency

import (
	"errors"
	"regexp"
	"strings"
	"time"

	"gongkai/affairs/journal"
	"gongkai/law/calendar"
)

// Code names an agency for ever: two to sixteen upper-case letters and
// digits, a letter first. It survives renaming and is never given again.
type Code string

// Kind is an agency's place in the city.
type Kind string

const (
	Government Kind = "government" // 本级政府
	County     Kind = "county"     // 县（市、区）
	Zone       Kind = "zone"       // 开发区
	Department Kind = "department" // 政府工作部门
	Township   Kind = "township"   // 乡镇、街道
)

// Kinds in the order in which people list them.
var Kinds = []struct {
	Kind Kind
	Name string
}{
	{Government, "市政府"},
	{County, "县（市、区）"},
	{Zone, "开发区"},
	{Department, "市政府部门"},
	{Township, "乡镇、街道"},
}

// Card is the contact card (政务公开名片) of the office that answers for an
// agency's disclosure (art. 12). Every field may be "".
type Card struct {
	Office   string `json:"office"`
	Address  string `json:"address"`
	Hours    string `json:"hours"`
	Phone    string `json:"phone"`
	Fax      string `json:"fax"`
	Email    string `json:"email"`
	Postcode string `json:"postcode"`
}

// FormerName is a name the agency bore until the day before Until.
type FormerName struct {
	Name  string       `json:"name"`
	Until calendar.Day `json:"until"`
}

// Agency is one body that publishes in its own name.
type Agency struct {
	Code    Code
	Name    string
	Short   string // as in lists; "" means Name
	English string // "" if it has none
	Kind    Kind
	Parent  Code   // "" for the root
	Prefix  string // 文号代字, e.g. 长府办发; "" if it issues no numbered documents
	Card    Card
	// Guide is the part of the disclosure guide (指南) the agency wrote itself,
	// as safe rich text; the contact part is printed from Card, so the two
	// cannot disagree.
	Guide   string
	GuideAt time.Time    // zero while the guide was never edited
	Former  []FormerName // oldest first
	// Position orders agencies of one kind in lists.
	Position int
	// ClosedOn is the day the agency ceased; NoDay while it works.
	ClosedOn calendar.Day
	// Successors took the work over when it ceased; empty while it works.
	Successors []Code
	// Stamp counts saves; 0 for one never saved.
	Stamp int64
}

var (
	ErrCode      = errors.New("机关代码由 2 至 16 个大写字母或数字组成，以字母开头")
	ErrName      = errors.New("请填写机关名称")
	ErrSameName  = errors.New("新名称与现名称相同")
	ErrClosed    = errors.New("该机关已撤销或并入其他机关")
	ErrSelf      = errors.New("机关不能并入自己")
	ErrExists    = errors.New("已有使用这个代码的机关，代码不能重复使用")
	ErrNotFound  = errors.New("没有这个机关")
	ErrKind      = errors.New("请选择机关类别")
	ErrNoOffice  = errors.New("请填写政府信息公开工作机构的名称")
	ErrNoPhone   = errors.New("请填写联系电话")
	ErrNoAddress = errors.New("请填写办公地址")
	ErrSplitNone = errors.New("分设须指明至少一个承接机关")
)

var codeForm = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,15}$`)

// ParseCode reads a code, letting small letters pass. Errors: [ErrCode].
func ParseCode(s string) (Code, error) {
	s = strings.ToUpper(strings.TrimSpace(s))
	if !codeForm.MatchString(s) {
		return "", ErrCode
	}
	return Code(s), nil
}

// Thing is the agency in the journal.
func (c Code) Thing() string { return "agency/" + string(c) }

// ShortName is the name used in lists.
func (a Agency) ShortName() string {
	if a.Short != "" {
		return a.Short
	}
	return a.Name
}

// Open says whether the agency still works on the day.
func (a Agency) Open(on calendar.Day) bool {
	return a.ClosedOn == calendar.NoDay || on < a.ClosedOn
}

// NameOn is the name the agency bore on the day: a record keeps the name it
// was published under (seed row 14). The present name for NoDay.
func (a Agency) NameOn(on calendar.Day) string {
	if on == calendar.NoDay {
		return a.Name
	}
	for _, f := range a.Former {
		if on < f.Until {
			return f.Name
		}
	}
	return a.Name
}

func (a Agency) entry(act journal.Act, by string, at time.Time, note string) journal.Entry {
	return journal.Entry{At: at, Act: act, Thing: a.Code.Thing(), Agency: string(a.Code), Actor: by, Note: note}
}
