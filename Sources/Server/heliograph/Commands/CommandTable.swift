/// Every command of the program; the help is made from it.
enum CommandTable {
    /// The commands, in the order of the help.
    static let commands: [Command] =
        ServeCommand.commands
        + DoctorCommand.commands
        + DemoCommand.commands
        + MessageCommands.commands
        + OrganizationCommands.commands
        + ProjectCommands.commands
        + DataSourceCommands.commands
        + ImportCommands.commands
        + QuarantineCommands.commands
        + AudienceCommands.commands
        + SchemaCommands.commands
        + ExportCommands.commands
        + TokenCommands.commands
        + PriceCommands.commands
        + RouteCommands.commands
        + CarrierCommands.commands
        + NumberCommands.commands
        + WebhookReportCommands.commands
        + WebhookCommands.commands
        + SMSCCommand.commands
        + SimulatorCommands.commands
        + AuditCommands.commands
}
