package gate

// Class is what a finding touches.
type Class string

const (
	Personal Class = "personal" // 个人信息
	Secret   Class = "secret"   // 密级标志与内部信息
	Hidden   Class = "hidden"   // 隐藏内容
	Trace    Class = "trace"    // 作者、设备、位置等元数据
)

// Kind is what was found. Each has its row in [Kinds].
type Kind string

const (
	CitizenID   Kind = "citizen_id"    // 公民身份号码, 18 places with checksum
	CitizenID15 Kind = "citizen_id_15" // of the first generation, 15 digits
	Passport    Kind = "passport"      // 护照、港澳台通行证号
	Mobile      Kind = "mobile"
	Landline    Kind = "landline" // outside an agency's own contact lines
	BankCard    Kind = "bank_card"
	Email       Kind = "email"   // of a person: not of a government or public mailbox
	Address     Kind = "address" // below township
	Birth       Kind = "birth"   // day of birth beside a name

	Classification Kind = "classification" // 绝密、机密、秘密 with ★ and term
	Internal       Kind = "internal"       // 内部文件、内部资料、注意保管
	WorkSecret     Kind = "work_secret"    // 工作秘密

	HiddenSheet    Kind = "hidden_sheet" // very hidden ones among them
	HiddenRow      Kind = "hidden_row"
	HiddenColumn   Kind = "hidden_column"
	PivotCache     Kind = "pivot_cache"
	ExternalLink   Kind = "external_link"
	Comment        Kind = "comment" // of a sheet, a text or a slide; threaded ones, notes of the speaker
	DefinedName    Kind = "defined_name"
	TrackedChange  Kind = "tracked_change"
	HiddenText     Kind = "hidden_text"
	HiddenSlide    Kind = "hidden_slide"
	EarlierVersion Kind = "earlier_version" // of a text, or revisions left in a PDF
	EmbeddedFile   Kind = "embedded_file"
	CoveredText    Kind = "covered_text"   // live text under a dark box
	InvisibleText  Kind = "invisible_text" // a layer nobody sees
	Annotation     Kind = "annotation"

	Author   Kind = "author"
	Company  Kind = "company"
	Machine  Kind = "machine"  // printer, software, path, device
	Location Kind = "location" // GPS
)

// KindRow is a kind with its class, what people call it, and whether it stops
// a publication until somebody acts. What does not is taken out of the served
// copy without asking.
type KindRow struct {
	Kind  Kind
	Class Class
	Name  string
	Stops bool
}

// Kinds lists every kind.
var Kinds = []KindRow{
	{CitizenID, Personal, "身份证号码", true},
	{CitizenID15, Personal, "身份证号码（15位）", true},
	{Passport, Personal, "护照或通行证号码", true},
	{Mobile, Personal, "手机号码", true},
	{Landline, Personal, "固定电话号码", true},
	{BankCard, Personal, "银行卡号", true},
	{Email, Personal, "电子邮箱", true},
	{Address, Personal, "详细住址", true},
	{Birth, Personal, "姓名旁的出生日期", true},

	{Classification, Secret, "密级标志", true},
	{Internal, Secret, "内部文件字样", true},
	{WorkSecret, Secret, "工作秘密字样", true},

	{HiddenSheet, Hidden, "隐藏的工作表", true},
	{HiddenRow, Hidden, "隐藏的行", true},
	{HiddenColumn, Hidden, "隐藏的列", true},
	{PivotCache, Hidden, "数据透视表缓存", true},
	{ExternalLink, Hidden, "外部链接", true},
	{Comment, Hidden, "批注或备注", true},
	{DefinedName, Hidden, "隐藏的名称定义", true},
	{TrackedChange, Hidden, "修订痕迹", true},
	{HiddenText, Hidden, "隐藏文字", true},
	{HiddenSlide, Hidden, "隐藏的幻灯片", true},
	{EarlierVersion, Hidden, "以前的版本", true},
	{EmbeddedFile, Hidden, "嵌入的文件", true},
	{CoveredText, Hidden, "遮盖下的文字", true},
	{InvisibleText, Hidden, "看不见的文字层", true},
	{Annotation, Hidden, "注释", true},

	{Author, Trace, "作者信息", false},
	{Company, Trace, "单位信息", false},
	{Machine, Trace, "设备或软件信息", false},
	{Location, Trace, "位置信息", false},
}

// Row is the kind's row; the zero row for an unknown kind.
func (k Kind) Row() KindRow {
	for _, row := range Kinds {
		if row.Kind == k {
			return row
		}
	}
	return KindRow{}
}

// Place says where in what is looked at something stands. Empty parts do not
// apply.
type Place struct {
	// Part is "title", "body", "keywords", "number", "name" (of a file) or
	// "file".
	Part string
	// File is the name of the attachment, and for members of an archive the
	// path within it after "!/".
	File string
	Page int    // of a PDF or slides, from 1
	Box  [4]int // on the page: left, top, right, bottom, thousandths of its width and height; zero if unknown
	// Sheet and Cell are of a workbook: "人员名单", "C12".
	Sheet, Cell string
	// Line is a paragraph of a text document or a line of a plain one, from 1.
	Line int
	// Start and End are bytes of the text looked at, for words.
	Start, End int
}

// Finding is one thing found.
type Finding struct {
	Kind  Kind
	Place Place
	// Match is what stands there. It is shown to those who work on the draft
	// and stored nowhere.
	Match string
	// Masked is how it would stand masked, "138****1234"; "" for what is
	// removed rather than masked.
	Masked string
	// Key is the same for the same thing found again, whatever its spacing and
	// width, and tells nothing of it: by it overrides and allowed lists are
	// kept.
	Key string
	// Around is the words before it, it as it would stand masked, and the words
	// after it, all that was found in them masked; empty for what is no words.
	Around [3]string
	// Words is one sentence that says what and where, with the match masked:
	// 附件“名单.xlsx”的工作表“Sheet2”是隐藏的，里面有 120 行数据
	Words string
}

// Report is what was found in one file or text.
type Report struct {
	Findings []Finding
	// Held is why the file could not be looked into whole, one sentence; ""
	// when it was. What could not be looked into is not published.
	Held string
	// More is how many findings were left out beyond the bound.
	More int
}

// Stops says whether anything in the report stops a publication.
func (r Report) Stops() bool {
	if r.Held != "" {
		return true
	}
	for _, f := range r.Findings {
		if f.Kind.Row().Stops {
			return true
		}
	}
	return false
}
