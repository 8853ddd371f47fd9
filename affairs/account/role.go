package account

import "gongkai/affairs/agency"

// Role is what an official does.
type Role string

const (
	Clerk           Role = "clerk"
	Reviewer        Role = "reviewer"
	SecrecyReviewer Role = "secrecy_reviewer"
	Signer          Role = "signer"
	Head            Role = "head"
	CityOffice      Role = "city_office"
	Leader          Role = "leader"
	Assessor        Role = "assessor"
	SystemAdmin     Role = "system_admin"
	SecurityAdmin   Role = "security_admin"
	AuditAdmin      Role = "audit_admin"
)

// Span is how far a role reaches.
type Span int

const (
	// Own reaches the one agency the role was granted in.
	Own Span = iota
	// City reaches every agency.
	City
)

// Roles is every role, in the order in which people list them.
var Roles = []struct {
	Role Role
	Name string
	Span Span
	// Admin marks the three administrators; a person holds at most one of
	// them, and then no other role.
	Admin bool
}{
	{Clerk, "经办", Own, false},
	{Reviewer, "审核", Own, false},
	{SecrecyReviewer, "保密审查", Own, false},
	{Signer, "签发", Own, false},
	{Head, "公开机构负责人", Own, false},
	{CityOffice, "市政务公开办", City, false},
	{Leader, "领导", City, false},
	{Assessor, "第三方评估", City, false},
	{SystemAdmin, "系统管理员", City, true},
	{SecurityAdmin, "安全管理员", City, true},
	{AuditAdmin, "审计管理员", City, true},
}

// Name is the Chinese name of the role; the role itself if unknown.
func (r Role) Name() string {
	for _, row := range Roles {
		if row.Role == r {
			return row.Name
		}
	}
	return string(r)
}

func (r Role) known() (span Span, admin, ok bool) {
	for _, row := range Roles {
		if row.Role == r {
			return row.Span, row.Admin, true
		}
	}
	return 0, false, false
}

// Grant is a role held in an agency; Agency is "" for roles that reach the
// whole city.
type Grant struct {
	Role   Role        `json:"role"`
	Agency agency.Code `json:"agency,omitempty"`
}
