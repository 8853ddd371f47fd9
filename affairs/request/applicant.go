package request

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"gongkai/affairs/agency"
	"gongkai/affairs/text"
)

// ApplicantKind is who asks, as the annual report tells them apart.
type ApplicantKind string

const (
	Natural       ApplicantKind = "natural"
	Commercial    ApplicantKind = "commercial"
	Research      ApplicantKind = "research"
	PublicBenefit ApplicantKind = "public_benefit"
	LegalService  ApplicantKind = "legal_service"
	OtherBody     ApplicantKind = "other"
)

// ApplicantKinds is every kind in the order of the columns of the statutory
// form of 2021.
var ApplicantKinds = []struct {
	Kind          ApplicantKind
	Name, English string
}{
	{Natural, "自然人", "Natural person"},
	{Commercial, "商业企业", "Company"},
	{Research, "科研机构", "Research body"},
	{PublicBenefit, "社会公益组织", "Public-benefit organisation"},
	{LegalService, "法律服务机构", "Legal service"},
	{OtherBody, "其他法人或者其他组织", "Other organisation"},
}

// Name is the Chinese name of the kind; the kind itself if unknown.
func (k ApplicantKind) Name() string {
	for _, row := range ApplicantKinds {
		if row.Kind == k {
			return row.Name
		}
	}
	return string(k)
}

// Body says whether it is a legal person or other organisation.
func (k ApplicantKind) Body() bool { return k != Natural }

// Applicant is who asks: name, proof of identity and a way to reach them, and
// nothing else (art. 29).
type Applicant struct {
	Kind ApplicantKind `json:"kind"`
	Name string        `json:"name"` // of the person or the organisation
	// Paper and PaperNumber are the proof of identity: 居民身份证, 护照,
	// 统一社会信用代码 …
	Paper       string `json:"paper"`
	PaperNumber string `json:"paper_number"`
	Phone       string `json:"phone"`
	// Mobile is to which news of the case goes by SMS, eleven digits; "" for no
	// SMS.
	Mobile  string `json:"mobile,omitempty"`
	Email   string `json:"email"`
	Address string `json:"address"` // with postcode
	// Fax is the number to which the answer is faxed; "" if none.
	Fax string `json:"fax,omitempty"`
	// Representative acts for the applicant; "" if none.
	Representative      string `json:"representative,omitempty"`
	RepresentativePhone string `json:"representative_phone,omitempty"`
	// Help is what the applicant needs to read or be read to (art. 43).
	Help string `json:"help,omitempty"`
	// Language is in which news of the case is written: that of the form as it
	// was filled in. "" for Chinese, or [English].
	Language string `json:"language,omitempty"`
	// Checked says that an official has seen the proof of identity.
	Checked bool `json:"checked"`
}

// English is the one language beside Chinese in which news is written.
const English = "en"

// Form is how the applicant wants the information.
type Form string

// Route is by which way the answer goes out.
type Route string

// Forms and Routes are what may be asked for (art. 29: 形式要求, 包括获取信息的方式、
// 途径).
var (
	Forms = []struct {
		Form          Form
		Name, English string
	}{
		{"electronic", "电子文本", "Electronic"},
		{"paper", "纸质", "On paper"},
		{"copy", "复制件", "Copy"},
		{"read", "查阅、抄录", "Reading on the spot"},
	}
	Routes = []struct {
		Route         Route
		Name, English string
	}{
		{"online", "平台网上领取", "Online, here"},
		{"email", "电子邮件", "E-mail"},
		{"post", "邮寄", "Post"},
		{"counter", "当面领取", "At the counter"},
		{"fax", "传真", "Fax"},
	}
)

// Name is the Chinese name; the value itself if unknown.
func (f Form) Name() string {
	for _, row := range Forms {
		if row.Form == f {
			return row.Name
		}
	}
	return string(f)
}

// Name is the Chinese name; the value itself if unknown.
func (t Route) Name() string {
	for _, row := range Routes {
		if row.Route == t {
			return row.Name
		}
	}
	return string(t)
}

// Asked is what is asked for (art. 29): a name, a number or other features by
// which it can be found.
type Asked struct {
	Subject string `json:"subject"` // in one line
	Text    string `json:"text"`
	Number  string `json:"number"` // of the document, if known
	Form    Form   `json:"form"`
	Route   Route  `json:"route"`
	// Oral says that an official wrote it down for the applicant (art. 29).
	Oral bool `json:"oral,omitempty"`
	// Waiver says the applicant asked that the fee be waived, and why.
	Waiver string `json:"waiver,omitempty"`
}

// The bounds of what is typed, in characters.
const (
	MaxSubject = 120
	MaxText    = 5000
	maxName    = 80
	maxLine    = 200
)

var (
	ErrApplicantKind  = errors.New("请选择申请人类型")
	ErrApplicantName  = errors.New("请填写姓名或者名称")
	ErrPaper          = errors.New("请填写身份证明的种类和号码")
	ErrPaperNumber    = errors.New("居民身份证号码不正确，请核对18位号码")
	ErrContact        = errors.New("请至少填写一种联系方式：电话、电子邮箱或者通信地址")
	ErrPhone          = errors.New("电话号码由数字、空格、加号和连字符组成，例如 0431-88779005")
	ErrEmail          = errors.New("电子邮箱的写法不正确，例如 name@example.cn")
	ErrRouteEmail     = errors.New("选择用电子邮件答复的，请填写电子邮箱")
	ErrRouteAddress   = errors.New("选择邮寄答复的，请填写通信地址")
	ErrRouteFax       = errors.New("选择用传真答复的，请填写传真号码")
	ErrSubject        = errors.New("请用一句话写明需要什么信息")
	ErrAskedText      = errors.New("请写明信息的名称、文号或者便于查询的其他特征")
	ErrForm           = errors.New("请选择获取信息的形式")
	ErrRoute          = errors.New("请选择获取信息的途径")
	ErrRepresentative = errors.New("请填写代理人的联系电话")
)

var (
	phoneForm = regexp.MustCompile(`^[0-9+() -]{5,32}$`)
	emailForm = regexp.MustCompile(`^[^\s@<>,;:"]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?\.[A-Za-z]{2,24}$`)
)

// IdentityCard is the name of the paper whose number is checked.
const IdentityCard = "居民身份证"

// Check cleans what was typed about the applicant and refuses what is missing.
// The first error is given; [Applicant.Faults] gives all, by field.
func (a Applicant) Check() (Applicant, error) {
	a, faults := a.Faults()
	for _, f := range faults {
		return a, f.Err
	}
	return a, nil
}

// Fault is one field's refusal.
type Fault struct {
	Field string
	Err   error
}

// faultList collects what is wrong with what was typed.
type faultList []Fault

func (l *faultList) add(field string, err error) {
	if err != nil {
		*l = append(*l, Fault{field, err})
	}
}

// line cleans a line of at most so many characters; one that is refused stays
// as it was typed.
func (l *faultList) line(field string, s *string, most int) { l.clean(field, s, most, text.Line) }

func (l *faultList) clean(field string, s *string, most int, as func(string, int) (string, error)) {
	clean, err := as(*s, most)
	if err == nil {
		*s = clean
	}
	l.add(field, err)
}

// Faults cleans what was typed and names every field that is wrong: kind,
// name, paper, phone, mobile, email, address, fax, representative and theirs, help.
func (a Applicant) Faults() (Applicant, []Fault) {
	var faults faultList
	faults.line("name", &a.Name, maxName)
	faults.line("paper", &a.Paper, maxLine)
	faults.line("paper_number", &a.PaperNumber, maxLine)
	faults.line("phone", &a.Phone, maxLine)
	faults.line("email", &a.Email, maxLine)
	faults.line("address", &a.Address, maxLine)
	faults.line("fax", &a.Fax, maxLine)
	faults.line("representative", &a.Representative, maxName)
	faults.line("representative_phone", &a.RepresentativePhone, maxLine)
	faults.line("help", &a.Help, maxLine)
	if a.Kind.Name() == string(a.Kind) {
		faults.add("kind", ErrApplicantKind)
	}
	if a.Name == "" {
		faults.add("name", ErrApplicantName)
	}
	a.PaperNumber = strings.ToUpper(norm.NFKC.String(strings.ReplaceAll(a.PaperNumber, " ", "")))
	switch {
	case a.Paper == "" || a.PaperNumber == "":
		faults.add("paper_number", ErrPaper)
	case a.Paper == IdentityCard && !identityCard(a.PaperNumber):
		faults.add("paper_number", ErrPaperNumber)
	}
	a.Phone = norm.NFKC.String(a.Phone)
	if a.Phone != "" && !phoneForm.MatchString(a.Phone) {
		faults.add("phone", ErrPhone)
	}
	if mobile, err := ParseMobile(a.Mobile); err != nil {
		faults.add("mobile", err)
	} else {
		a.Mobile = mobile
	}
	a.Email = norm.NFKC.String(a.Email)
	if a.Email != "" && !emailForm.MatchString(a.Email) {
		faults.add("email", ErrEmail)
	}
	if a.Fax = norm.NFKC.String(a.Fax); a.Fax != "" && !phoneForm.MatchString(a.Fax) {
		faults.add("fax", ErrPhone)
	}
	if a.Phone == "" && a.Mobile == "" && a.Email == "" && a.Address == "" {
		faults.add("phone", ErrContact)
	}
	a.RepresentativePhone = norm.NFKC.String(a.RepresentativePhone)
	switch {
	case a.Representative != "" && a.RepresentativePhone == "":
		faults.add("representative_phone", ErrRepresentative)
	case a.RepresentativePhone != "" && !phoneForm.MatchString(a.RepresentativePhone):
		faults.add("representative_phone", ErrPhone)
	}
	if a.Language != English {
		a.Language = ""
	}
	return a, faults
}

// identityCard checks an 18-digit number by its last digit (GB 11643), or a
// 15-digit one by its form.
func identityCard(s string) bool {
	if len(s) == 15 {
		return strings.Trim(s, "0123456789") == ""
	}
	if len(s) != 18 {
		return false
	}
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
		sum += int(s[i]-'0') * w
	}
	return "10X98765432"[sum%11] == s[17]
}

// Faults cleans what was asked and names every field that is wrong: subject,
// text, number, form, route, email, address, fax, waiver.
func (q Asked) Faults(a Applicant) (Asked, []Fault) {
	var faults faultList
	faults.line("subject", &q.Subject, MaxSubject)
	faults.line("number", &q.Number, maxLine)
	faults.line("waiver", &q.Waiver, maxLine)
	faults.clean("text", &q.Text, MaxText, text.Block)
	if q.Subject == "" {
		faults.add("subject", ErrSubject)
	}
	if q.Text == "" && q.Number == "" {
		faults.add("text", ErrAskedText)
	}
	if q.Form.Name() == string(q.Form) {
		faults.add("form", ErrForm)
	}
	switch {
	case q.Route.Name() == string(q.Route):
		faults.add("route", ErrRoute)
	case q.Route == "email" && a.Email == "":
		faults.add("email", ErrRouteEmail)
	case q.Route == "post" && a.Address == "":
		faults.add("address", ErrRouteAddress)
	case q.Route == "fax" && a.Fax == "":
		faults.add("fax", ErrRouteFax)
	}
	return q, faults
}

// fold is one spelling of what may be typed in several: compatibility forms,
// small letters, no blanks and no punctuation at the ends.
func fold(s string) string {
	s = strings.ToLower(norm.NFKC.String(s))
	return strings.Join(strings.Fields(s), "")
}

// Key is the same for the same applicant in whatever spelling: by the number
// of the paper if there is one, else by name and contact.
func (a Applicant) Key() string {
	who := fold(a.PaperNumber)
	if who == "" {
		who = fold(a.Name) + "\x00" + fold(a.Phone+a.Mobile+a.Email+a.Address)
	}
	sum := sha256.Sum256([]byte("applicant\x00" + who))
	return hex.EncodeToString(sum[:16])
}

// Fingerprint is the same when the same applicant sends the same words to the
// same agency, in whatever spacing and width: while such a case is open it is
// the same request.
func Fingerprint(in agency.Code, a Applicant, q Asked) string {
	h := sha256.New()
	for _, part := range []string{string(in), a.Key(), fold(a.Name), fold(a.Phone), fold(a.Email), fold(q.Subject), fold(q.Text), fold(q.Number)} {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
