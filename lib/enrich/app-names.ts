/**
 * Microsoft's own applications by their id. A log that a query cut may hold the id alone, and a known name that the
 * log spells otherwise is worth a look. From MicrosoftDocs/SupportArticles-docs
 * support/entra/entra-id/governance/verify-first-party-apps-sign-in.md, and, marked +, from
 * 0xZDH/o365spray o365spray/core/utils/defaults.py (the family of client ids) and
 * LETHAL-FORENSICS/Microsoft-Analyzer-Suite MicrosoftApps.csv.
 */
const NAMES: readonly (readonly [id: string, name: string])[] = [
  ["23523755-3a2b-41ca-9315-f81f3f566a95", "ACOM Azure Website"],
  ["74658136-14ec-4630-ad9b-26e160ff0fc6", "ADIbizaUX"],
  ["7ab7862c-4c57-491e-8a45-d52a7e023983", "App Service"],
  ["c44b4083-3bb0-49c1-b47d-974e53cbdf3c", "Azure Portal"],
  ["022907d3-0f1b-48f7-badc-1ba6abab6d66", "Azure SQL Database"],
  ["37182072-3c9c-4f6a-a4b3-b3f91cacffce", "AzureSupportCenter"],
  ["9ea1ad79-fdb6-4f9a-8bc3-2b70f96e34c7", "Bing"],
  ["00000007-0000-0000-c000-000000000000", "Dataverse"],
  ["497effe9-df71-4043-a8bb-14cf78c4b63b", "Exchange Admin Center"],
  ["d9b8ec3a-1e4e-4e08-b3c2-5baf00c0fcb0", "HxService"],
  ["80ccca67-54bd-44ab-8625-4b79c4dc7775", "Microsoft 365 Security and Compliance Center"],
  ["0000000c-0000-0000-c000-000000000000", "Microsoft App Access Panel"],
  ["29d9ed98-a469-4536-ade2-f981bc1d605e", "Microsoft Authentication Broker"],
  ["04b07795-8ddb-461a-bbee-02f9e1bf7b46", "Microsoft Azure CLI"],
  ["1950a258-227b-4e31-a9cf-717495945fc2", "Microsoft Azure PowerShell"],
  ["cf36b471-5b44-428c-9ce7-313bf84528de", "Microsoft Bing Search"],
  ["3090ab82-f1c1-4cdf-af2c-5d7a6f3e2cc7", "Microsoft Defender for Cloud Apps"],
  ["60ca1954-583c-4d1f-86de-39d835f3e452", "Microsoft Defender for Identity"],
  ["18fbca16-2224-45f6-85b0-f7bf2b39b3f3", "Microsoft Docs"],
  ["00000015-0000-0000-c000-000000000000", "Microsoft Dynamics ERP"],
  ["00000007-0000-0ff1-ce00-000000000000", "Microsoft Exchange Online Protection"],
  ["fb78d390-0c51-40cd-8e17-fdbfab77341b", "Microsoft Exchange REST API Based Powershell"],
  ["47629505-c2b6-4a80-adb1-9b3a3d233b7b", "Microsoft Exchange Web Services"],
  ["c9a559d2-7aab-4f13-a6ed-e7e9c52aec87", "Microsoft Forms"],
  ["00000003-0000-0000-c000-000000000000", "Microsoft Graph"],
  ["14d82eec-204b-4c2f-b7e8-296a70dab67e", "Microsoft Graph Command Line Tools"],
  ["de8bc8b5-d9f9-48b1-a8ad-b748da725064", "Graph Explorer"],
  ["74bcdadc-2fdc-4bb3-8459-76d06952a0e9", "Microsoft Intune Web Company Portal"],
  ["fc0f3af4-6835-4174-b806-f7db311fd2f3", "Microsoft Intune Windows Agent"],
  ["d3590ed6-52b3-4102-aeff-aad2292ab01c", "Microsoft Office"],
  ["00000006-0000-0ff1-ce00-000000000000", "Microsoft Office 365 Portal"],
  ["67e3df25-268a-4324-a550-0de1c7f97287", "Microsoft Office Web Apps Service"],
  ["5d661950-3475-41cd-a2c3-d671a3162bc1", "Microsoft Outlook"],
  ["93625bc8-bfe2-437a-97e0-3d0060024faa", "Microsoft password reset service"],
  ["871c010f-5e61-4fb1-83ac-98610a7e9110", "Microsoft Power BI"],
  ["cf53fce8-def6-4aeb-8d30-b158e7b1cf83", "Microsoft Stream Portal"],
  ["fdf9885b-dd37-42bf-82e5-c3129ef5a302", "Microsoft Support"],
  ["1fec8e78-bce4-4aaf-ab1b-5451cc387264", "Microsoft Teams"],
  ["cc15fd57-2c6c-4117-a88c-83b1d56b4bbe", "Microsoft Teams Services"],
  ["5e3ce6c0-2b1f-4285-8d4b-75ee78787346", "Microsoft Teams Web Client"],
  ["95de633a-083e-42f5-b444-a4295d8e9314", "Microsoft Whiteboard Services"],
  ["4345a7b9-9a63-4910-a426-35363201d503", "O365 Suite UX"],
  ["00000002-0000-0ff1-ce00-000000000000", "Office 365 Exchange Online"],
  ["00b41c95-dab0-4487-9791-b9d2c32c80f2", "Office 365 Management"],
  ["66a88757-258c-4c72-893c-3e8bed4d6899", "Office 365 Search Service"],
  ["00000003-0000-0ff1-ce00-000000000000", "Office 365 SharePoint Online"],
  ["94c63fef-13a3-47bc-8074-75af8c65887a", "Office Delve"],
  ["4b233688-031c-404b-9a80-a4f3f2351f90", "Office.com"],
  ["89bee1f7-5e6e-4d8a-9f3d-ecd601259da7", "Office365 Shell WCSS-Client"],
  ["0f698dd4-f011-4d23-a33e-b36416dcb1e6", "OfficeClientService"],
  ["4765445b-32c6-49b0-83e6-1d93765276ca", "OfficeHome"],
  ["ab9b8c07-8f02-4f72-87fa-80105867a763", "OneDrive SyncEngine"],
  ["2d4d3d8e-2be3-4bef-9f87-7875a61c29de", "OneNote"],
  ["27922004-5251-4030-b22d-91ecd9a37ea4", "Outlook Mobile"],
  ["00000009-0000-0000-c000-000000000000", "Power BI Service"],
  ["08e18876-6177-487e-b8b5-cf950c1e598c", "SharePoint Online Web Client Extensibility"],
  ["00000004-0000-0ff1-ce00-000000000000", "Skype for Business Online"],
  ["905fcf26-4eb7-48a0-9ff0-8dcc7194b5ba", "Sway"],
  ["268761a2-03f3-40df-8a8b-c3db24145b6b", "Universal Store Native Client"],
  ["00000005-0000-0ff1-ce00-000000000000", "Viva Engage"],
  ["00000002-0000-0000-c000-000000000000", "Windows Azure Active Directory"],
  ["797f4846-ba00-4fd7-ba43-dac1f8f63013", "Windows Azure Service Management API"],
  ["26a7ee05-5602-4d76-a7ba-eae8b7b67941", "Windows Search"],
  ["1b3c667f-cde3-4090-b60b-3d2abd0117f0", "Windows Spotlight"],
  ["c1c74fed-04c9-4704-80dc-9f79a2e515cb", "Yammer Web"],
  ["1b730954-1685-4b74-9bfd-dac224a7b894", "Azure Active Directory PowerShell"], // +
  ["38aa3b87-a06d-4817-b275-7a316988d93b", "Windows Hello for Business"], // +
  ["872cd9fa-d31f-45e0-9eab-6e460a02d1f1", "Visual Studio"], // +
  ["a40d7d7d-59aa-447e-a655-679a4107e548", "Accounts Control UI"], // +
  ["f44b1140-bc5e-48c6-8dc0-5cf5a53c0e34", "Microsoft Edge"], // +
  ["e9c51622-460d-4d3d-952d-966a5b1da34c", "Microsoft Edge (1)"], // +
  ["ecd6b820-32c2-49b6-98a6-444530e5a77a", "Microsoft Edge AAD BrokerPlugin"], // +
  ["9ba1a5c7-f17a-4de9-a1f1-6178c8d51223", "Microsoft Intune Company Portal"], // +
  ["c0d2a505-13b8-4ae0-aa9e-cddd5eab0b12", "Microsoft Power BI"], // +
  ["22098786-6e16-43cc-a27d-191a01a1e3b5", "Microsoft To-Do client"], // +
  ["eb539595-3fe1-474e-9c1d-feb3625d1be5", "Microsoft Tunnel"], // +
  ["57336123-6e14-4acc-8dcf-287b6088aa28", "Microsoft Whiteboard Client"], // +
  ["4e291c71-d680-4d0e-9640-0a3358e31177", "PowerApps"], // +
];

const NAME_OF = new Map(NAMES);

/** Ids that no application has, or that only ever name a resource: as a client they are nobody's honest choice. */
const ODD = new Map([
  [
    "30cad7ca-797c-4dba-81f6-8b01f6371013",
    "names no application: it is a request id that was copied from a sign-in template",
  ],
  [
    "00000002-0000-0000-c000-000000000000",
    "is a resource (Windows Azure Active Directory), and programs do not sign in as one",
  ],
]);

/** The name of Microsoft's own application, null for every other. */
export const appNameOf = (appId: string): string | null => NAME_OF.get(appId.trim().toLowerCase()) ?? null;

/** Why an id is odd as a client, to be read after the id; null where it is not. */
export const oddityOf = (appId: string): string | null => ODD.get(appId.trim().toLowerCase()) ?? null;

/** The ids that are odd as a client, for statements. */
export const ODD_APP_IDS: readonly string[] = [...ODD.keys()];
