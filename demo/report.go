package demo

import (
	"hash/fnv"
	"regexp"
	"strings"
)

// blank is what a draft of a report leaves to a person.
var blank = regexp.MustCompile(`【请(?:填写|核对)：([^】]*)】`)

// works, shortcomings and plans are what the agencies write where a draft asks
// them to; all of it is invented.
var (
	works = []string{
		"一年来，{name}把政务公开列入年度工作要点，明确一名负责同志分管，由办公室牵头、各业务科室配合，每季度检查一次公开目录的更新情况，发现缺漏当场交办。",
		"{name}修订了信息发布审核流程，公文拟稿时同步确定公开属性，不予公开的须写明理由，由分管负责同志把关，从源头上减少了该公开而未公开的情形。",
		"{name}梳理了权责范围内的公开事项，编成一张清单，逐项落实到人；对群众问得多的办事流程，改写成通俗的问答，放在专栏的显著位置。",
		"{name}对公开指南和公开目录作了全面更新，补齐了缺少的联系方式和办理依据，并在服务窗口设置了查阅电脑和资料架。",
		"{name}建立了重要政策与解读同步起草、同步审核、同步发布的做法，解读稿由起草科室撰写，办公室统一校对后发布。",
		"{name}把依申请公开工作纳入业务培训，整理了常见申请的答复样式，新到岗的经办人员先跟办再独立承办。",
	}
	shortcomings = []string{
		"主要问题是：个别科室对主动公开的时限重视不够，有的信息形成后隔了较长时间才公开；解读形式仍以文字为主，图表和音视频偏少。",
		"主要问题是：经办人员多为兼职，岗位变动后衔接不够及时；部分栏目更新频率不均衡，业务淡季时内容偏少。",
		"主要问题是：公开内容与群众实际需求之间还有差距，办事类信息的准确性和完整性有待提高；对申请的沟通解释还不够充分。",
		"主要问题是：基层单位公开工作的规范程度不一，历史文件的清理和有效性标注进展较慢。",
	}
	plans = []string{
		"下一年度将严格执行信息形成后二十个工作日内公开的规定，按月核对目录，对超期未公开的逐条说明原因；同时丰富解读形式，让政策更容易看懂。",
		"下一年度将稳定经办队伍，实行主办、协办双岗，完善交接清单，并安排两次以上的集中培训，提高依法答复申请的能力。",
		"下一年度将围绕群众关心的事项优化栏目设置，及时更新办事信息，加强与申请人的沟通，从源头上减少行政争议。",
		"下一年度将完成历史文件的清理，逐件标明有效、失效、废止，并指导下属单位规范公开目录。",
	}
	cityWork = "市政府坚持以公开为常态、不公开为例外，年内印发《关于全面推进政务公开的实施意见》（长府办发〔2017〕54号）和《2017年政务公开重点工作任务分工》（长府办函〔2017〕15号），把任务分解到各县（市、区）、开发区和部门；新版政府信息公开专栏于2017年6月30日上线，公文公开属性源头认定、重大行政决策预公开、政策文件解读等制度相继建立，并连续两年委托第三方开展评估。"
)

// ReportText completes the draft of an agency's annual report: what it leaves
// to a person is written, the same for the same agency. name is the agency,
// city says that it is the city's own report.
func ReportText(code, name, text string, city bool) string {
	h := fnv.New32a()
	h.Write([]byte(code))
	seed := int(h.Sum32() % 1009)
	pick := func(list []string, salt int) string {
		return strings.ReplaceAll(list[(seed+salt)%len(list)], "{name}", name)
	}
	return blank.ReplaceAllStringFunc(text, func(m string) string {
		asked := blank.FindStringSubmatch(m)[1]
		switch {
		case strings.Contains(asked, "问题"):
			return pick(shortcomings, 1)
		case strings.Contains(asked, "改进"), strings.Contains(asked, "下一年"):
			return pick(plans, 2)
		case city:
			return cityWork
		}
		return pick(works, 0) + "\n\n" + pick(works, 1+seed%4)
	})
}
