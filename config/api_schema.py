"""How the API's schema is written: drf-spectacular's settings."""

SPECTACULAR_SETTINGS = {
    "TITLE": "Nightbell API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,  # "P1 - P1" tells nobody anything
    "ENUM_NAME_OVERRIDES": {
        "LevelEnum": ["high", "medium", "low"],
        "MemberLevelEnum": ["junior", "regular", "senior"],
        "ContactMethodKindEnum": ["phone", "email"],
        "RoleEnum": ["owner", "manager", "technician", "viewer"],
        "StepRoleEnum": ["on_call", "senior", "backup", "desk", "manager", "owner", "partner", "contact"],
        "OverrideKindEnum": ["replace", "add", "remove", "set"],
        "PageChannelEnum": ["sms", "voice"],
        "ChannelStateEnum": ["off", "pending", "on"],
        "CalendarExceptionKindEnum": ["opening", "closing", "holiday"],
        "DayEnum": ["mo", "tu", "we", "th", "fr", "sa", "su"],
    },
    "POSTPROCESSING_HOOKS": ["drf_spectacular.hooks.postprocess_schema_enums", "web.api.schema.add_problems"],
}
