import { defineTable } from "convex/server";
import { v } from "convex/values";
import { legacy } from "supabase-to-convex/schema";

const text = v.optional(v.string());
const date = v.optional(v.string());
const number = v.optional(v.number());
const time = v.optional(v.number());

/** The wide table: every column of the source beside the user. */
export const cases = defineTable({
  ...legacy(),
  userId: v.id("users"),
  attorneyId: text,
  caseNumber: text,
  employerName: v.string(),
  employerFein: text,
  beneficiaryIdentifier: text,
  beneficiaryBirthDate: date,
  positionTitle: text,
  socCode: text,
  socTitle: text,
  caseStatus: v.union(
    v.literal("pwd"),
    v.literal("recruitment"),
    v.literal("eta9089"),
    v.literal("i140"),
    v.literal("closed"),
  ),
  progressStatus: v.union(
    v.literal("working"),
    v.literal("waiting_intake"),
    v.literal("filed"),
    v.literal("approved"),
    v.literal("under_review"),
    v.literal("rfi_rfe"),
  ),
  progressStatusOverride: v.boolean(),
  priorityLevel: v.union(v.literal("low"), v.literal("normal"), v.literal("high"), v.literal("urgent")),

  pwdFilingDate: date,
  pwdDeterminationDate: date,
  pwdExpirationDate: date,
  pwdCaseNumber: text,
  pwdWageAmountCents: number,
  pwdWageLevel: number,
  prevailingRatio: text,
  wageOfferedMinCents: number,
  wageOfferedMaxCents: number,
  legalFeeCents: number,
  filingFeeCents: number,

  jobOrderStartDate: date,
  jobOrderEndDate: date,
  jobOrderState: text,
  sundayAdFirstDate: date,
  sundayAdSecondDate: date,
  sundayAdNewspaper: text,
  additionalRecruitmentStartDate: date,
  additionalRecruitmentEndDate: date,
  additionalRecruitmentMethods: v.array(v.object({ method: v.string(), date, description: text })),
  recruitmentApplicantsCount: v.number(),
  recruitmentNotes: text,
  isProfessionalOccupation: v.boolean(),
  noticeOfFilingStartDate: date,
  noticeOfFilingEndDate: date,

  eta9089FilingDate: date,
  eta9089AuditDate: date,
  eta9089CertificationDate: date,
  eta9089ExpirationDate: date,
  eta9089CaseNumber: text,
  rfiEntries: v.array(
    v.object({
      id: v.string(),
      title: text,
      description: text,
      receivedDate: date,
      responseDueDate: date,
      responseSubmittedDate: date,
      createdAt: time,
    }),
  ),
  rfeEntries: v.array(v.object({ id: v.string(), receivedDate: date, responseDueDate: date })),

  i140FilingDate: date,
  i140ReceiptDate: date,
  i140ApprovalDate: date,
  i140DenialDate: date,
  i140ReceiptNumber: text,
  i140Category: v.optional(v.union(v.literal("EB-2"), v.literal("EB-3"))),
  i140PremiumProcessing: v.boolean(),

  isFavorite: v.boolean(),
  isPinned: v.boolean(),
  showOnTimeline: v.boolean(),
  calendarSyncEnabled: v.boolean(),
  tags: v.array(v.string()),
  milestones: v.array(v.string()),
  documents: v.array(v.object({ name: v.string(), size: v.number() })),
  formSnapshot: text,
  formDigest: v.optional(v.bytes()),
  governmentRef: v.optional(v.int64()),
  experienceYears: number,
  matchScore: number,
  reminderTime: text,
  caseNarrative: text,
  internalNotes: text,
  lastContactAt: time,
  hearingAt: time,
  reminderSentAt: time,
  holdUntil: time,
  archivedAt: time,
  deletedAt: time,
  createdAt: v.number(),
  updatedAt: time,
})
  .index("by_legacy_id", ["legacyId"])
  .index("by_user", ["userId"])
  .index("by_user_status", ["userId", "caseStatus"]);
