/** What /v1/license-positions tells, and the what-if below it. */

import type { Money } from "../app/numbers.ts";

export interface Evidence {
  id: string;
  required: number;
  rule: string;
  why: string;
}

export interface LicenseUse {
  id: string;
  name: string;
  quantity: number;
  used: number;
}

/** `delta` is owned less required: below zero, so many units are lacking. */
export interface Position {
  product: string;
  name: string;
  edition: string | null;
  version: string | null;
  metric: string | null;
  policy: string | null;
  policy_version: string | null;
  unit: string;
  owned: number;
  required: number;
  delta: number;
  exposure: Money | null;
  licenses: LicenseUse[];
  evidence: Evidence[];
  evidence_omitted: number;
  warnings: string[];
}

export interface PositionsAnswer {
  text: string;
  as_of: string;
  on: string;
  items: Position[];
  /** What concerns no single product. */
  warnings: string[];
}

export interface Change {
  product: string;
  metric: string | null;
  owned: number;
  required: number;
  delta: number;
  exposure: Money | null;
}

export interface WhatIfAnswer {
  text: string;
  as_of: string;
  on: string;
  before: Position[];
  after: Position[];
  changed: Change[];
}
