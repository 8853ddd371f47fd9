package demo

// Account is a sign-in of the demonstration. Its password is printed at the
// start for everyone to read and is worth nothing elsewhere.
type Account struct {
	Login    string
	Name     string
	Role     string // a role of affairs/account
	Agency   string // "" for a role that reaches the whole city
	Password string
}

// Accounts is one sign-in for each role. The five of an agency are of the
// General Office, whose desk [Life] fills.
func Accounts() []Account {
	return []Account{
		{"clerk", "王某（经办）", "clerk", "ZFBGT", "demo-clerk-2017"},
		{"reviewer", "李某（审核）", "reviewer", "ZFBGT", "demo-reviewer-2017"},
		{"secrecy", "张某（保密审查）", "secrecy_reviewer", "ZFBGT", "demo-secrecy-2017"},
		{"signer", "刘某（签发）", "signer", "ZFBGT", "demo-signer-2017"},
		{"head", "陈某（公开机构负责人）", "head", "ZFBGT", "demo-head-2017"},
		{"cityoffice", "杨某（市政务公开办）", "city_office", "", "demo-cityoffice-2017"},
		{"leader", "赵某（领导）", "leader", "", "demo-leader-2017"},
		{"assessor", "黄某（第三方评估）", "assessor", "", "demo-assessor-2017"},
		{"sysadmin", "周某（系统管理员）", "system_admin", "", "demo-sysadmin-2017"},
		{"secadmin", "吴某（安全管理员）", "security_admin", "", "demo-secadmin-2017"},
		{"auditadmin", "徐某（审计管理员）", "audit_admin", "", "demo-auditadmin-2017"},
	}
}
