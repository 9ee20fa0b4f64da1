"""What is said to people when a change of a complaint is refused or told to somebody."""

from careloop.core.kernel.text import Text

OPENED = Text(
    zh="新投诉 {number}：{cause}（{plate}），请马上跟进。",
    en="New complaint {number}: {cause} ({plate}). Please act at once.",
)
NO_PLATE = Text(zh="车牌未知", en="plate unknown")
GIVEN = Text(
    zh="投诉 {number} 已转交给您负责，请跟进。",
    en="Complaint {number} was given to you. Please follow it up.",
)
REOPENED = Text(
    zh="投诉 {number} 回访不满意，已退回处理（第 {times} 次），请马上跟进。",
    en="The customer of complaint {number} is not satisfied: it is open again (time {times}). "
    "Please act at once.",
)
RAISED = Text(
    zh="投诉 {number} 已转到“{level}”处理，请跟进。",
    en="Complaint {number} now lies with “{level}”. Please follow it up.",
)

NOT_OF_STORE = Text(
    zh="所选的客户、车辆、工单或原因不属于该门店。请重新选择。",
    en="The customer, vehicle, order or cause chosen is not of this store. Choose again.",
)
NO_SUCH_EMPLOYEE = Text(
    zh="该门店没有工号为“{no}”的员工。请核对责任人。",
    en="The store has no employee with number “{no}”. Check the responsible person.",
)
HAS_LEFT = Text(
    zh="“{who}”已离职或账号已停用，不能负责投诉。请选择在职人员。",
    en="“{who}” has left or may no longer sign in and cannot own a complaint. Choose somebody "
    "of the staff.",
)
MAY_NOT_OWN = Text(
    zh="“{who}”无权在该门店处理投诉。请选择其他人员。",
    en="“{who}” may not handle complaints in this store. Choose somebody else.",
)
NOBODY = Text(
    zh="没有说明由谁负责。请选择负责人。",
    en="It is not said who owns the complaint. Choose a person.",
)
MISSING = Text(zh="“{what}”是空的。请填写。", en="“{what}” is empty. Fill it in.")
INVESTIGATION = Text(zh="调查情况", en="Investigation")
INVALID_REASON = Text(zh="无效的理由", en="Why it is not valid")
PLAN = Text(zh="厂家区域处理方案", en="Plan of the region")
SOLUTION = Text(zh="解决方案", en="Solution")
REPLY = Text(zh="回复内容", en="What the customer was told")
WHYS = Text(zh="为什么（至少一项）", en="Why (at least one)")
VALIDITY = Text(zh="投诉是否有效", en="Whether the complaint is valid")
SATISFIED = Text(zh="客户是否满意", en="Whether the customer is satisfied")
REASON_BACK = Text(zh="退回下一层级的理由", en="Why it goes back a level")

NOT_THAT_LEVEL = Text(
    zh="投诉 {number} 目前由“{now}”处理，不能直接转到“{level}”。每次只能变更一级。",
    en="Complaint {number} lies with “{now}” and cannot go to “{level}” at once. It moves one "
    "level at a time.",
)
NO_SUCH_LEVEL = Text(
    zh="没有处理层级“{level}”。请选择：门店、管理层、厂家区域。",
    en="There is no level “{level}”. Choose store, management or the manufacturer's region.",
)
NO_SUCH_REASON = Text(
    zh="没有暂停原因“{reason}”。请选择：等待客户、等待零件、等待厂家。",
    en="There is no reason “{reason}” to pause. Choose customer, part or manufacturer.",
)
NOT_ITS_FAULT = Text(
    zh="所选问题不属于投诉 {number}。请刷新后重新选择。",
    en="The faults chosen are not those of complaint {number}. Load the page again and choose.",
)
UNDECIDED = Text(
    zh="投诉 {number} 还有问题没有说明是否解决：{faults}。请逐项选择。",
    en="Complaint {number} has faults not yet said to be solved or not: {faults}. Decide each.",
)
BOTH_WAYS = Text(
    zh="同一问题不能既已解决又未解决：{faults}。请更正。",
    en="A fault cannot be both solved and not solved: {faults}. Put it right.",
)
NEGATIVE = Text(
    zh="善意补偿金额不能为负数。请更正。", en="The goodwill cost cannot be negative. Put it right."
)
NO_SUCH_CATEGORY = Text(
    zh="没有部门“{category}”。请选择：{known}。",
    en="There is no department “{category}”. Choose one of: {known}.",
)
TOO_MANY_WHYS = Text(
    zh="“为什么”最多填写 {most} 项，现在有 {given} 项。请合并。",
    en="At most {most} answers to “why” are kept, {given} were given. Put some together.",
)
NOT_CORRECTABLE = Text(
    zh="“{field}”不能更正。可更正：{known}。",
    en="“{field}” cannot be corrected. These can: {known}.",
)
FAULT_DECIDED = Text(
    zh="问题“{fault}”已经有结论，不能删除。",
    en="The fault “{fault}” was decided already and cannot be taken out.",
)

INTO_ITSELF = Text(
    zh="投诉 {number} 不能并入自己。请选择另一投诉。",
    en="Complaint {number} cannot be merged into itself. Choose another.",
)
OTHER_STORE = Text(
    zh="只能并入同一门店的投诉。请重新选择。",
    en="A complaint can be merged only into one of the same store. Choose again.",
)
OTHER_CUSTOMER = Text(
    zh="投诉 {number} 和 {into} 属于不同客户和不同车辆，不能合并。",
    en="Complaints {number} and {into} are of different customers and cars and cannot be merged.",
)
OLDER_ONE = Text(
    zh="投诉 {number} 比 {into} 早接到，时限从较早的一件算起。请反过来把 {into} 并入 {number}。",
    en="Complaint {number} was received before {into}, and the clocks count from the earlier. "
    "Merge {into} into {number} instead.",
)
MERGED_NOTE = Text(zh="并入 {number}", en="merged into {number}")
NO_FAULT_CHOSEN = Text(
    zh="没有选择要拆出的问题。请至少选择一项。",
    en="No fault was chosen to split off. Choose at least one.",
)
ALL_FAULTS = Text(
    zh="不能把投诉 {number} 的全部问题都拆出去。请至少保留一项。",
    en="Not all faults of complaint {number} can be split off. Leave at least one.",
)
