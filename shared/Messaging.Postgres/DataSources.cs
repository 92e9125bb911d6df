using Npgsql;

namespace Qujiang.Messaging.Postgres;

/// <summary>How the services' connections are set up.</summary>
public static class DataSources
{
    /// <summary>
    /// For many short transactions of the same few statements: statements that are used again are prepared on their connection, and a connection is not
    /// reset between two users, because none leaves anything behind on it. What the connection string says of <c>Max Auto Prepare</c> and
    /// <c>No Reset On Close</c> counts; a pooler that shares sessions between transactions needs <c>Max Auto Prepare=0</c>.
    /// </summary>
    public static NpgsqlDataSourceBuilder ForShortTransactions(this NpgsqlDataSourceBuilder source)
    {
        var settings = source.ConnectionStringBuilder;
        if (!settings.ShouldSerialize("Max Auto Prepare"))
        {
            settings.MaxAutoPrepare = 100;
            settings.AutoPrepareMinUsages = 3;
        }

        if (!settings.ShouldSerialize("No Reset On Close"))
        {
            settings.NoResetOnClose = true;
        }

        return source;
    }
}
