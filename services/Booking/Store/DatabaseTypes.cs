using System.Data;
using System.Runtime.CompilerServices;
using Dapper;

namespace Qujiang.Booking.Store;

/// <summary>Teaches Dapper that an instant in the database is a <see cref="DateTimeOffset"/> in UTC.</summary>
internal static class DatabaseTypes
{
#pragma warning disable CA2255 // Dapper's table of types is static: it is filled once, before anything can be read
    [ModuleInitializer]
    internal static void Register() => SqlMapper.AddTypeHandler(new Instant());
#pragma warning restore CA2255

    private sealed class Instant : SqlMapper.TypeHandler<DateTimeOffset>
    {
        public override DateTimeOffset Parse(object value) =>
            value is DateTimeOffset instant ? instant : new DateTimeOffset(DateTime.SpecifyKind((DateTime)value, DateTimeKind.Utc));

        public override void SetValue(IDbDataParameter parameter, DateTimeOffset value) => parameter.Value = value.ToUniversalTime();
    }
}
