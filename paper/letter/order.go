package letter

// rectify tells an agency what was found and until when it is to be put right
// (art. 47, 52, 53).
func (w *writer) rectify() {
	w.address()
	w.say("经查，你单位在政府信息公开工作中存在下列问题：")
	w.say("%s。", or(sentence(w.Words), blank("查明的情况")))
	kind := "违反了条例的规定"
	if why := sentence(w.Reason); why != "" {
		kind = "属于" + why
	}
	w.say("上述情形%s。根据%s的规定，责令你单位于%s前（含当日）改正，并在改正后将整改情况书面报告本机关。", kind, w.law, on(w.By, "改正期限"))
	w.say("逾期不改正或者情节严重的，将依照条例的规定，对负有责任的领导人员和直接责任人员追究责任，或者向有权机关提出处理建议。")
	w.say("特此通知。")
}
