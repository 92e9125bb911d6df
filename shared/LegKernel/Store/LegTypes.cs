using System.Data;
using System.Text.Json;
using Dapper;
using Qujiang.Contracts;

namespace Qujiang.LegKernel.Store;

/// <summary>How the kernel's values look in the database, in one place.</summary>
internal static class LegTypes
{
    /// <summary>Teaches Dapper the types of this schema; doing it again does no harm.</summary>
    public static void Register()
    {
        SqlMapper.AddTypeHandler(new InstantHandler());
        SqlMapper.AddTypeHandler(new DayHandler());
    }

    /// <summary>The JSON form of a value in a jsonb column: that of the messages.</summary>
    public static string ToJson<T>(T value) => JsonSerializer.Serialize(value, ContractJson.Options);

    /// <summary>Reads a jsonb column.</summary>
    public static T FromJson<T>(string json) =>
        JsonSerializer.Deserialize<T>(json, ContractJson.Options)
        ?? throw new InvalidDataException($"null where a {typeof(T).Name} belongs");

    /// <summary>A column that comes as UTC from timestamptz.</summary>
    public static DateTimeOffset Instant(DateTime utc) => new(DateTime.SpecifyKind(utc, DateTimeKind.Utc));

    private sealed class InstantHandler : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) => value is DateTimeOffset instant ? instant : Instant((DateTime)value);

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) => parameter.Value = value.UtcDateTime;
    }

    private sealed class DayHandler : SqlMapper.TypeHandler<DateOnly>
    {
        public override DateOnly Parse(object value) => value is DateOnly day ? day : DateOnly.FromDateTime((DateTime)value);

        public override void SetValue(IDbDataParameter parameter, DateOnly value)
        {
            parameter.DbType = DbType.Date;
            parameter.Value = value;
        }
    }
}
